-- SPDX-License-Identifier: BSL-1.0
-- Which transactions ran at the same time as this one, at least in part?
WITH (SELECT (min(start), max(start + duration)) FROM records WHERE id = {id:String}) AS span
SELECT id, start, duration, failed
FROM records
WHERE start <= tupleElement(span, 2) AND start + duration >= tupleElement(span, 1) AND id != {id:String}
ORDER BY start, id
