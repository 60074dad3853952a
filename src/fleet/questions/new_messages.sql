-- SPDX-License-Identifier: BSL-1.0
-- Which messages are new since a deploy?
SELECT lines.level AS level, lines.message AS message, count() AS times, min(start) AS first
FROM records ARRAY JOIN lines
WHERE start >= {from:Int64} AND start < {to:Int64}
GROUP BY level, message
HAVING first >= {deploy:Int64}
ORDER BY times DESC, level, message
LIMIT 100
