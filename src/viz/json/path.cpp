// SPDX-License-Identifier: BSL-1.0
#include "json/path.hpp"

#include "encoding/ascii.hpp"
#include "encoding/words.hpp"
#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/strings.hpp"

#include <algorithm>
#include <cstddef>

namespace viz::json {

namespace {

bool is_part_of_name(char c) { return is_letter(c) || is_digit(c) || !is_ascii(c) || c == '_' || c == '-'; }

}  // namespace

bool is_path(std::string_view text) {
    return std::ranges::all_of(split(text, '.'), [](std::string const& name) {
        return !name.empty() && std::ranges::all_of(name, is_part_of_name);
    });
}

std::vector<std::string> parse_path(std::string_view path) {
    if (path.starts_with('.')) path.remove_prefix(1);
    return split(path, '.');
}

std::string_view value_at(std::string_view json, std::span<std::string const> path) {
    if (path.empty() || json.empty()) return json;
    std::string_view found;
    cursor at{json};
    if (at.peek() == '{') {
        at.members([&](std::string_view key) {
            std::string_view const value = at.value();
            if (stands_for(key, path.front())) found = value;
        });
    } else if (at.peek() == '[') {
        auto const wanted = number_in<std::size_t>(path.front());
        std::size_t index = 0;
        at.elements([&] {
            std::string_view const value = at.value();
            if (wanted == index) found = value;
            ++index;
        });
    }
    return value_at(found, path.subspan(1));
}

}  // namespace viz::json
