-- SPDX-License-Identifier: BSL-1.0
-- Which timers take longer than they did before, such as since yesterday? The medians before and from `split` on.
SELECT
    timers.name AS timer,
    countIf(start < {split:Int64}) AS count_before,
    quantileExactWeightedIf(0.5)(timers.end - timers.start, 1, start < {split:Int64}) AS before,
    countIf(start >= {split:Int64}) AS count_after,
    quantileExactWeightedIf(0.5)(timers.end - timers.start, 1, start >= {split:Int64}) AS after
FROM records ARRAY JOIN timers
WHERE start >= {from:Int64} AND start < {to:Int64}
GROUP BY timer
HAVING count_before > 0 AND count_after > 0
ORDER BY toInt64(after) - toInt64(before) DESC, timer
LIMIT 20
