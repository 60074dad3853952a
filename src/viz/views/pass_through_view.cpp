// SPDX-License-Identifier: BSL-1.0
#include "views/pass_through_view.hpp"

#include "encoding/escapes.hpp"

namespace viz {

void pass_through_view::show(record const& r, output& out) {
    if (terminal_.present) {
        json::append_visible(out.bytes, r.json);
        out.bytes += '\n';
    } else if (r.has_line_feed) {
        out.lend({r.bytes.data(), r.bytes.size() + 1});
    } else {
        out.lend(r.bytes);
        out.lend("\n");
    }
}

}  // namespace viz
