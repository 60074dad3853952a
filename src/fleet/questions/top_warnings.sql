-- SPDX-License-Identifier: BSL-1.0
-- Which warnings are the most frequent?
SELECT lines.message AS message, count() AS times, min(start) AS first, max(start) AS last
FROM records ARRAY JOIN lines
WHERE lines.level = 20 AND start >= {from:Int64} AND start < {to:Int64}
GROUP BY message
ORDER BY times DESC, message
LIMIT 20
