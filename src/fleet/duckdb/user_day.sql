-- SPDX-License-Identifier: BSL-1.0
SELECT start, id, route, status, duration, failed
FROM records
WHERE "user" = getvariable('user') AND start >= getvariable('from') AND start < getvariable('to')
ORDER BY start, id
