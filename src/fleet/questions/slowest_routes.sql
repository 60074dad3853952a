-- SPDX-License-Identifier: BSL-1.0
-- Which routes are the slowest, by the 99th percentile of their durations? Numbers in paths
-- count as the same.
SELECT
    replaceRegexpAll(route, '([/?&=#,;])[0-9]+\\b', '\\1:id') AS folded,
    count() AS records,
    sum(failed) AS failures,
    quantileExactWeighted(0.5)(duration, 1) AS p50,
    quantileExactWeighted(0.99)(duration, 1) AS p99
FROM records
WHERE start >= {from:Int64} AND start < {to:Int64}
GROUP BY folded
ORDER BY p99 DESC, records DESC, folded
LIMIT 20
