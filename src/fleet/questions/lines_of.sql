-- SPDX-License-Identifier: BSL-1.0
-- What did this transaction log? Offsets count from its start.
SELECT lines.offset AS offset, lines.level AS level, lines.message AS message, lines.items AS items
FROM records ARRAY JOIN lines, arrayEnumerate(lines.offset) AS number
WHERE id = {id:String}
ORDER BY start, number
