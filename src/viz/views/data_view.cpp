// SPDX-License-Identifier: BSL-1.0
#include "views/data_view.hpp"

namespace viz {

void data_view::show(record const& r, output& out) {
    if (r.has_data()) json::append_formatted(out.bytes, r.data, format_, terminal_.present);
    out.bytes += '\n';
}

}  // namespace viz
