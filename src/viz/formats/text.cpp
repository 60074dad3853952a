// SPDX-License-Identifier: BSL-1.0
#include "formats/text.hpp"

#include "formats/json.hpp"
#include "json/cursor.hpp"
#include "json/strings.hpp"

namespace viz {

std::string text_of(std::string_view value) {
    if (json::is_string(value)) return json::unescaped(value);
    std::string text;
    if (json::is_there(value)) json::append_compact(text, value, {});
    return text;
}

}  // namespace viz
