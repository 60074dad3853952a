# SPDX-License-Identifier: BSL-1.0
include "common";
[gathered(inputs | between($from; $to) | start as $start | .timers[]? | [.[0], $start < $split, (.[2] | us) - (.[1] | us)];
          .[0]; .[1:])
 | [(.value | map(select(.[0]) | .[1])), (.value | map(select(.[0] | not) | .[1]))] as [$before, $after]
 | select(($before | length) > 0 and ($after | length) > 0)
 | [.key, ($before | length, nearest_rank(0.5)), ($after | length, nearest_rank(0.5))]]
| sort_by(.[2] - .[4], .[0])[:20]
