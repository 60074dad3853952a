# SPDX-License-Identifier: BSL-1.0
include "common";
[gathered(inputs | between($from; $to) | start as $start | .logs[]? | select(.[1] == 20) | [.[2], $start]; .[0]; .[1])
 | [.key, (.value | length, min, max)]]
| sort_by(-.[1], .[0])[:20]
