# SPDX-License-Identifier: BSL-1.0
include "common";
[inputs | select(id == $id) | .logs[]? | [(.[0] | us), .[1], .[2], (if length > 3 then .[3:] | tojson else "" end)]]
