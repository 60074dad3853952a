-- SPDX-License-Identifier: BSL-1.0
WITH span AS (SELECT min(start) AS first, max(start + duration) AS last FROM records WHERE id = getvariable('id'))
SELECT id, start, duration, failed
FROM records, span
WHERE start <= last AND start + duration >= first AND id != getvariable('id')
ORDER BY start, id
