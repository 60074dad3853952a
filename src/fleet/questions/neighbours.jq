# SPDX-License-Identifier: BSL-1.0
include "common";
[inputs | [id, start, duration, failed]]
| (map(select(.[0] == $id)) | [(map(.[1]) | min), (map(.[1] + .[2]) | max)]) as [$first, $last]
| map(select(.[1] <= $last and .[1] + .[2] >= $first and .[0] != $id))
| sort_by(.[1], .[0])
