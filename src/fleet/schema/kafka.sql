-- SPDX-License-Identifier: BSL-1.0
-- Consumes the rows of a topic, for ClickHouse 18.16 and later, after one_server.sql. On a fleet, `records` below is
-- `stored_records`.
--
-- Two things must be set, since nothing reports that they are wrong. Without a broker at this address nothing arrives, and
-- there is no message. And a new group begins at the end of the topic: what was sent before is skipped unless the
-- configuration of the server has <kafka><auto_offset_reset>earliest</auto_offset_reset></kafka>.
--
-- The view computes `day`, since 18.16 does not do it for what a view inserts. Newer servers do: leave it out there.
--
-- A row can be consumed twice, after a server was killed. The rows then have the same source, file and place.
CREATE TABLE IF NOT EXISTS records_of_kafka (
    -- columns
) ENGINE = Kafka SETTINGS
    kafka_broker_list = 'localhost:9092',
    kafka_topic_list = 'records',
    kafka_group_name = 'logdefer',
    kafka_format = 'JSONEachRow';

CREATE MATERIALIZED VIEW IF NOT EXISTS consume_kafka TO records AS
SELECT toDate(toUInt16(least(greatest(intDiv(start, 86400000000), 0), 65535))) AS day, * FROM records_of_kafka;
