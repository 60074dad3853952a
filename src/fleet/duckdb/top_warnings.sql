-- SPDX-License-Identifier: BSL-1.0
SELECT message, count(*) AS times, min(start) AS first, max(start) AS last
FROM lines
WHERE level = 20 AND start >= getvariable('from') AND start < getvariable('to')
GROUP BY message
ORDER BY times DESC, message
LIMIT 20
