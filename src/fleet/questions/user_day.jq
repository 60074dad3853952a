# SPDX-License-Identifier: BSL-1.0
include "common";
[inputs | between($from; $to) | select(user == $user) | [start, id, route, .data.status // 0, duration, failed]]
| sort_by(.[0], .[1])
