-- SPDX-License-Identifier: BSL-1.0
-- Which transactions ran at an instant?
SELECT id, start, duration, failed
FROM records
WHERE start <= {at:Int64} AND start + duration >= {at:Int64}
ORDER BY start, id
