-- SPDX-License-Identifier: BSL-1.0
-- The records of files as tables, with the names and the units of the store: times are microseconds. First say which
-- files: SET VARIABLE log = 'requests.log*'
--
-- A line that is not a whole object, such as the last one of a file that is being written, does not end the query; without
-- the last WHERE it would count as a record of nothing.
CREATE OR REPLACE VIEW records AS
SELECT
    CAST(round("start" * 1000000) AS BIGINT) AS start,
    CAST(round(coalesce("end", 0) * 1000000) AS BIGINT) AS duration,
    CAST((coalesce(outcome, '') NOT IN ('', 'ok')
        OR len(list_filter(CAST(logs AS JSON[]), lambda line: CAST(line->>1 AS DOUBLE) <= 10)) > 0) AS INTEGER) AS failed,
    coalesce(outcome, '') AS outcome,
    coalesce(data->>'$.request_id', '') AS id,
    coalesce(data->>'$.route', '') AS route,
    coalesce(TRY_CAST(data->>'$.status' AS INTEGER), 0) AS status,
    coalesce(data->>'$.user.name', '') AS "user",
    data, logs, timers
FROM read_json(getvariable('log'), format = 'newline_delimited', ignore_errors = true, maximum_object_size = 16777216,
    columns = {"start": 'DOUBLE', "end": 'DOUBLE', outcome: 'VARCHAR', data: 'JSON', logs: 'JSON', timers: 'JSON'})
WHERE "start" IS NOT NULL;

CREATE OR REPLACE VIEW lines AS
SELECT
    id, start, number,
    CAST(round(CAST(line->>0 AS DOUBLE) * 1000000) AS BIGINT) AS "offset",
    CAST(CAST(line->>1 AS DOUBLE) AS INTEGER) AS level,
    coalesce(line->>2, '') AS message,
    CASE WHEN json_array_length(line) > 3 THEN CAST(CAST(line AS JSON[])[4:] AS JSON) END AS items
FROM (
    SELECT id, start, unnest(CAST(logs AS JSON[])) AS line, generate_subscripts(CAST(logs AS JSON[]), 1) AS number
    FROM records
);

CREATE OR REPLACE VIEW timers AS
SELECT id, start, timer->>0 AS name,
    CAST(round(CAST(timer->>2 AS DOUBLE) * 1000000) AS BIGINT) - CAST(round(CAST(timer->>1 AS DOUBLE) * 1000000) AS BIGINT)
        AS duration
FROM (SELECT id, start, unnest(CAST(timers AS JSON[])) AS timer FROM records);

-- What the questions ask about, if nothing else is set.
SET VARIABLE "from" = -4611686018427387904;
SET VARIABLE "to" = 4611686018427387904;
