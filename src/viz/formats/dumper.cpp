// SPDX-License-Identifier: BSL-1.0
#include "formats/dumper.hpp"

#include "formats/indented.hpp"

namespace viz::json {

void append_dumper(std::string& out, std::string_view value, escapes how) {
    append_indented(out, value, {.indent = 2, .between = " => ", .bare_words = true, .how = how});
}

}  // namespace viz::json
