-- SPDX-License-Identifier: BSL-1.0
SELECT start // 3600000000 * 3600 AS hour, count(*) AS records, sum(failed) AS failures
FROM records
WHERE start >= getvariable('from') AND start < getvariable('to')
GROUP BY hour
ORDER BY hour
