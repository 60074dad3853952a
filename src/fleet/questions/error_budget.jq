# SPDX-License-Identifier: BSL-1.0
include "common";
[gathered(inputs | between($from; $to); start / 3600000000 | floor * 3600; failed)
 | [.key, (.value | length), (.value | add)]]
| sort
