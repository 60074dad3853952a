# SPDX-License-Identifier: BSL-1.0
include "common";
[inputs | select(start <= $at and start + duration >= $at) | [id, start, duration, failed]]
| sort_by(.[1], .[0])
