// SPDX-License-Identifier: BSL-1.0
#include "formats/csv.hpp"

namespace viz {

void append_csv(std::string& out, std::string_view field) {
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += field;
        return;
    }
    out += '"';
    for (char const c : field) out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

}  // namespace viz
