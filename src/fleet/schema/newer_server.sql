-- SPDX-License-Identifier: BSL-1.0
-- What ClickHouse 21.8 and later add to one_server.sql, after it, while the table has no records. This file was written from
-- the documentation of that version, and was not run: Debian 12 has 18.16. The questions and the loader are the same.
--
-- It adds `time` for people, compression of each column by what it contains, an index for single transactions, an end of
-- each day after 90 days, and a memory of blocks without ZooKeeper.
ALTER TABLE records
    ADD COLUMN IF NOT EXISTS time DateTime64(6, 'UTC') MATERIALIZED fromUnixTimestamp64Micro(start),
    MODIFY COLUMN source LowCardinality(String),
    MODIFY COLUMN file UInt64 CODEC(Delta, ZSTD),
    MODIFY COLUMN place UInt64 CODEC(Delta, ZSTD),
    MODIFY COLUMN start Int64 CODEC(Delta, ZSTD),
    MODIFY COLUMN duration Int64 CODEC(T64, ZSTD),
    MODIFY COLUMN outcome LowCardinality(String),
    MODIFY COLUMN timers.name Array(LowCardinality(String)),
    MODIFY COLUMN data String CODEC(ZSTD(3)),
    MODIFY COLUMN extra String CODEC(ZSTD(3)),
    ADD INDEX IF NOT EXISTS ids id TYPE bloom_filter GRANULARITY 4,
    MODIFY TTL day + INTERVAL 90 DAY;

ALTER TABLE records MODIFY SETTING non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1;
