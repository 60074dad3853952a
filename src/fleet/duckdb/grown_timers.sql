-- SPDX-License-Identifier: BSL-1.0
SELECT name AS timer,
    count(*) FILTER (start < getvariable('split')) AS count_before,
    quantile_disc(duration, 0.5) FILTER (start < getvariable('split')) AS before,
    count(*) FILTER (start >= getvariable('split')) AS count_after,
    quantile_disc(duration, 0.5) FILTER (start >= getvariable('split')) AS after
FROM timers
WHERE start >= getvariable('from') AND start < getvariable('to')
GROUP BY timer
HAVING count_before > 0 AND count_after > 0
ORDER BY after - before DESC, timer
LIMIT 20
