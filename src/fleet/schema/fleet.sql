-- SPDX-License-Identifier: BSL-1.0
-- The records on a fleet of servers, for ClickHouse 18.16 and later: run on each of them. `records` is all records;
-- `stored_records` is those of one shard, and what `load` inserts into. So it is with the other tables. The configuration of
-- a server defines the macros {shard} and {replica}, and the cluster `fleet`. A database that is not called logdefer must be
-- named below, too.
--
-- A block of records that was sent before is not stored again: the servers remember the last 10 000 blocks of each shard,
-- for ten years instead of one week. Counts of two blocks may be equal, so their tables do not compare blocks.

-- tables
