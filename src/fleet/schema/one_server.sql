-- SPDX-License-Identifier: BSL-1.0
-- The records on one server, for ClickHouse 18.16 and later. schema.py replaces the line `-- columns`, and makes the other
-- schemas of these tables.

-- Times are microseconds; `start` counts from 1970. `place` is the byte at which a record begins in `file` of `source`.
-- A day is a partition, so that it can be dropped without touching another one.
CREATE TABLE IF NOT EXISTS records (
    day Date MATERIALIZED toDate(toUInt16(least(greatest(intDiv(start, 86400000000), 0), 65535))),
    source String,
    file UInt64,
    place UInt64,
    start Int64,
    duration Int64,
    failed UInt8,
    outcome String,
    -- columns
    lines Nested(offset Int64, level Int32, message String, items String),
    timers Nested(name String, start Int64, end Int64, detail String),
    data String,
    extra String
) ENGINE = MergeTree PARTITION BY day ORDER BY start;

-- Counts and durations of each route and of each timer by minute, for charts that are drawn again and again. `minute`
-- counts from 1970. Read them with countMerge(records), sumMerge(failed) and
-- quantilesTDigestMerge(0.5, 0.9, 0.99)(durations); these quantiles are estimates. They count what is inserted after they
-- were created. A server that is killed between storing a block and counting it does not count it: docs/fleet.md says how
-- a day is counted again.
CREATE TABLE IF NOT EXISTS routes_by_minute (
    day Date,
    minute Int64,
    route String,
    records AggregateFunction(count),
    failed AggregateFunction(sum, UInt8),
    durations AggregateFunction(quantilesTDigest(0.5, 0.9, 0.99), Int64)
) ENGINE = AggregatingMergeTree PARTITION BY day ORDER BY (minute, route);

CREATE MATERIALIZED VIEW IF NOT EXISTS count_routes TO routes_by_minute AS
SELECT
    toDate(toUInt16(least(greatest(intDiv(start, 86400000000), 0), 65535))) AS day,
    intDiv(start, 60000000) AS minute,
    route,
    countState() AS records,
    sumState(failed) AS failed,
    quantilesTDigestState(0.5, 0.9, 0.99)(duration) AS durations
FROM records GROUP BY day, minute, route;

CREATE TABLE IF NOT EXISTS timers_by_minute (
    day Date,
    minute Int64,
    timer String,
    records AggregateFunction(count),
    durations AggregateFunction(quantilesTDigest(0.5, 0.9, 0.99), Int64)
) ENGINE = AggregatingMergeTree PARTITION BY day ORDER BY (minute, timer);

CREATE MATERIALIZED VIEW IF NOT EXISTS count_timers TO timers_by_minute AS
SELECT
    toDate(toUInt16(least(greatest(intDiv(start, 86400000000), 0), 65535))) AS day,
    intDiv(start, 60000000) AS minute,
    timers.name AS timer,
    countState() AS records,
    quantilesTDigestState(0.5, 0.9, 0.99)(timers.end - timers.start) AS durations
FROM records ARRAY JOIN timers GROUP BY day, minute, timer;
