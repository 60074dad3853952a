// SPDX-License-Identifier: BSL-1.0
#include "json/scalar.hpp"

#include "encoding/escapes.hpp"
#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/strings.hpp"

namespace viz::json {

std::string shown_scalar(std::string_view value) {
    std::string text;
    if (is_string(value)) {
        append_visible_in_line(text, unescaped(value));
    } else if (is_number(value)) {
        append_general(text, value);
    }
    return text;
}

}  // namespace viz::json
