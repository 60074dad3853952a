-- SPDX-License-Identifier: BSL-1.0
SELECT "offset", level, message, coalesce(CAST(items AS VARCHAR), '') AS items
FROM lines
WHERE id = getvariable('id')
ORDER BY start, number
