-- SPDX-License-Identifier: BSL-1.0
SELECT regexp_replace(route, '([/?&=#,;])[0-9]+\b', '\1:id', 'g') AS folded, count(*) AS records, sum(failed) AS failures,
    quantile_disc(duration, 0.5) AS p50, quantile_disc(duration, 0.99) AS p99
FROM records
WHERE start >= getvariable('from') AND start < getvariable('to')
GROUP BY folded
ORDER BY p99 DESC, records DESC, folded
LIMIT 20
