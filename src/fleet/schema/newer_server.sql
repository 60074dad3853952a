-- SPDX-License-Identifier: BSL-1.0
-- The records on one server, for ClickHouse 21.8 and later. This file was written from the documentation of that version,
-- and was not run: Debian 12 has 18.16. The questions and the loader are the same as for one_server.sql.
--
-- What it adds: `time` for people, compression of each column by what it contains, an index for single transactions, an
-- end of each day after 90 days, and a memory of blocks without ZooKeeper.
CREATE TABLE IF NOT EXISTS records (
    day Date MATERIALIZED toDate(toUInt16(least(greatest(intDiv(start, 86400000000), 0), 65535))),
    time DateTime64(6, 'UTC') MATERIALIZED fromUnixTimestamp64Micro(start),
    source LowCardinality(String),
    file UInt64 CODEC(Delta, ZSTD),
    place UInt64 CODEC(Delta, ZSTD),
    start Int64 CODEC(Delta, ZSTD),
    duration Int64 CODEC(T64, ZSTD),
    failed UInt8,
    outcome LowCardinality(String),
    -- columns
    lines Nested(offset Int64, level Int32, message String, items String),
    timers Nested(name LowCardinality(String), start Int64, end Int64, detail String),
    data String CODEC(ZSTD(3)),
    extra String CODEC(ZSTD(3)),
    INDEX ids id TYPE bloom_filter GRANULARITY 4
) ENGINE = MergeTree PARTITION BY day ORDER BY start
TTL day + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1;
