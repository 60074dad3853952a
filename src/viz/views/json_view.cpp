// SPDX-License-Identifier: BSL-1.0
#include "views/json_view.hpp"

#include "formats/json.hpp"

#include <utility>

namespace viz {

void json_view::show(record const& r, output& out) {
    out.bytes += std::exchange(first_, false) ? "\n" : ",\n";
    json::append_compact(out.bytes, r.json, {.del = terminal_});
}

bool json_view::finish(output& out) {
    out.bytes += "\n]\n";
    return false;
}

}  // namespace viz
