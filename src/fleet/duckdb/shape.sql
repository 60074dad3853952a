-- SPDX-License-Identifier: BSL-1.0
SELECT start // 300000000 * 300 AS "begin", count(*) AS records, sum(failed) AS failures,
    quantile_disc(duration, 0.5) AS p50, quantile_disc(duration, 0.99) AS p99
FROM records
WHERE start >= getvariable('from') AND start < getvariable('to')
GROUP BY "begin"
ORDER BY "begin"
