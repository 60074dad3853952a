-- SPDX-License-Identifier: BSL-1.0
-- The records on a fleet of servers, for ClickHouse 18.16 and later: run on each of them. `records` is all records;
-- `stored_records` is those of one shard, and what `load` inserts into. The configuration of a server defines the macros
-- {shard} and {replica}, and the cluster `fleet`. A database that is not called logdefer must be named below, too.
--
-- A block that was sent before is not stored again: the servers remember the last 10 000 blocks of each shard, for ten
-- years instead of one week.
CREATE TABLE IF NOT EXISTS stored_records (
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
) ENGINE = ReplicatedMergeTree('/clickhouse/logdefer/{shard}/records', '{replica}') PARTITION BY day ORDER BY start
SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 315360000;

CREATE TABLE IF NOT EXISTS records AS stored_records ENGINE = Distributed(fleet, logdefer, stored_records);

-- Counts and durations of each route and of each timer by minute, for charts that are drawn again and again. `minute`
-- counts from 1970. Read them with countMerge(records), sumMerge(failed) and
-- quantilesTDigestMerge(0.5, 0.9, 0.99)(durations); these quantiles are estimates. They count what is inserted after they
-- were created. A server that is killed between storing a block and counting it does not count it: docs/fleet.md says how
-- a day is counted again. Counts of two blocks may be equal, so these tables do not compare blocks.
CREATE TABLE IF NOT EXISTS stored_routes_by_minute (
    day Date,
    minute Int64,
    route String,
    records AggregateFunction(count),
    failed AggregateFunction(sum, UInt8),
    durations AggregateFunction(quantilesTDigest(0.5, 0.9, 0.99), Int64)
) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/logdefer/{shard}/routes_by_minute', '{replica}')
PARTITION BY day ORDER BY (minute, route)
SETTINGS replicated_deduplication_window = 0;

CREATE TABLE IF NOT EXISTS routes_by_minute AS stored_routes_by_minute
ENGINE = Distributed(fleet, logdefer, stored_routes_by_minute);

CREATE MATERIALIZED VIEW IF NOT EXISTS count_routes TO stored_routes_by_minute AS
SELECT
    toDate(toUInt16(least(greatest(intDiv(start, 86400000000), 0), 65535))) AS day,
    intDiv(start, 60000000) AS minute,
    route,
    countState() AS records,
    sumState(failed) AS failed,
    quantilesTDigestState(0.5, 0.9, 0.99)(duration) AS durations
FROM stored_records GROUP BY day, minute, route;

CREATE TABLE IF NOT EXISTS stored_timers_by_minute (
    day Date,
    minute Int64,
    timer String,
    records AggregateFunction(count),
    durations AggregateFunction(quantilesTDigest(0.5, 0.9, 0.99), Int64)
) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/logdefer/{shard}/timers_by_minute', '{replica}')
PARTITION BY day ORDER BY (minute, timer)
SETTINGS replicated_deduplication_window = 0;

CREATE TABLE IF NOT EXISTS timers_by_minute AS stored_timers_by_minute
ENGINE = Distributed(fleet, logdefer, stored_timers_by_minute);

CREATE MATERIALIZED VIEW IF NOT EXISTS count_timers TO stored_timers_by_minute AS
SELECT
    toDate(toUInt16(least(greatest(intDiv(start, 86400000000), 0), 65535))) AS day,
    intDiv(start, 60000000) AS minute,
    timers.name AS timer,
    countState() AS records,
    quantilesTDigestState(0.5, 0.9, 0.99)(timers.end - timers.start) AS durations
FROM stored_records ARRAY JOIN timers GROUP BY day, minute, timer;
