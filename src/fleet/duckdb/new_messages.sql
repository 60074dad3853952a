-- SPDX-License-Identifier: BSL-1.0
SELECT level, message, count(*) AS times, min(start) AS first
FROM lines
WHERE start >= getvariable('from') AND start < getvariable('to')
GROUP BY level, message
HAVING first >= getvariable('deploy')
ORDER BY times DESC, level, message
LIMIT 100
