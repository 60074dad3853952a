# SPDX-License-Identifier: BSL-1.0
include "common";
[gathered(inputs | between($from; $to) | start as $start | .logs[]? | [.[1], .[2], $start]; .[:2]; .[2])
 | [.key[], (.value | length, min)]]
| map(select(.[3] >= $deploy))
| sort_by(-.[2], .[0], .[1])[:100]
