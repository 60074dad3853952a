-- SPDX-License-Identifier: BSL-1.0
-- How much of the error budget was spent in each hour? An hour is named by the second at which it begins.
SELECT
    intDiv(start, 3600000000) * 3600 AS hour,
    count() AS records,
    sum(failed) AS failures
FROM records
WHERE start >= {from:Int64} AND start < {to:Int64}
GROUP BY hour
ORDER BY hour
