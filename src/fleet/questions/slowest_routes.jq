# SPDX-License-Identifier: BSL-1.0
include "common";
[gathered(inputs | between($from; $to); route | gsub("(?<before>[/?&=#,;])[0-9]+\\b"; "\(.before):id"); [duration, failed])
 | [.key, (.value | length), (.value | map(.[1]) | add),
    (.value | map(.[0]) | nearest_rank(0.5), nearest_rank(0.99))]]
| sort_by(-.[4], -.[1], .[0])[:20]
