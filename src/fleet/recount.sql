-- SPDX-License-Identifier: BSL-1.0
-- Counts a day again, on one replica of each shard, while no records of that day are loaded. Without a fleet, the tables
-- are called the same without `stored_`.
ALTER TABLE stored_routes_by_minute DROP PARTITION {day:String};

INSERT INTO stored_routes_by_minute
SELECT day, intDiv(start, 60000000) AS minute, route, countState(), sumState(failed),
    quantilesTDigestState(0.5, 0.9, 0.99)(duration)
FROM stored_records WHERE day = {day:String} GROUP BY day, minute, route;

ALTER TABLE stored_timers_by_minute DROP PARTITION {day:String};

INSERT INTO stored_timers_by_minute
SELECT day, intDiv(start, 60000000) AS minute, timers.name AS timer, countState(),
    quantilesTDigestState(0.5, 0.9, 0.99)(timers.end - timers.start)
FROM stored_records ARRAY JOIN timers WHERE day = {day:String} GROUP BY day, minute, timer;
