-- SPDX-License-Identifier: BSL-1.0
-- What is the shape of a day? Five minutes are named by the second at which they begin.
SELECT
    intDiv(start, 300000000) * 300 AS begin,
    count() AS records,
    sum(failed) AS failures,
    quantileExactWeighted(0.5)(duration, 1) AS p50,
    quantileExactWeighted(0.99)(duration, 1) AS p99
FROM records
WHERE start >= {from:Int64} AND start < {to:Int64}
GROUP BY begin
ORDER BY begin
