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

std::string_view text_of(std::string_view value, std::string& buffer) {
    bool const plain = json::is_string(value) && value.find('\\') == std::string_view::npos;
    if (plain) return value.substr(1, value.size() - 2);
    return buffer = text_of(value);
}

}  // namespace viz
