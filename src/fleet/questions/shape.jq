# SPDX-License-Identifier: BSL-1.0
include "common";
[gathered(inputs | between($from; $to); start / 300000000 | floor * 300; [duration, failed])
 | [.key, (.value | length), (.value | map(.[1]) | add),
    (.value | map(.[0]) | nearest_rank(0.5), nearest_rank(0.99))]]
| sort
