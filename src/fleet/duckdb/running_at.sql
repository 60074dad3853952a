-- SPDX-License-Identifier: BSL-1.0
SELECT id, start, duration, failed
FROM records
WHERE start <= getvariable('at') AND start + duration >= getvariable('at')
ORDER BY start, id
