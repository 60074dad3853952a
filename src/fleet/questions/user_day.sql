-- SPDX-License-Identifier: BSL-1.0
-- What has one user done, such as on one day?
SELECT start, id, route, status, duration, failed
FROM records
WHERE user = {user:String} AND start >= {from:Int64} AND start < {to:Int64}
ORDER BY start, id
