// SPDX-License-Identifier: BSL-1.0
#include "input/array_splitter.hpp"

#include "json/cursor.hpp"

#include <algorithm>

namespace viz {

void array_splitter::begin(std::span<char> line) {
    if (depth_ != 0) return;  // this is an element that is too long
    auto const bracket = std::ranges::find_if_not(line, json::is_space);
    if (bracket == line.end() || *bracket != '[') return;
    auto const brace = std::find_if_not(bracket + 1, line.end(), json::is_space);
    if (brace == line.end() || *brace != '{') return;
    *this = {};
    depth_ = 1;
    go_on(line.subspan(static_cast<std::size_t>(brace - line.begin())));
}

void array_splitter::go_on(std::span<char> part) noexcept {
    for (auto at = part.begin(); at != part.end() && depth_ != 0; ++at) {
        if (in_string_) {
            in_string_ = escaped_ || *at != '"';
            escaped_ = !escaped_ && *at == '\\';
            continue;
        }
        switch (*at) {
            case '"': in_string_ = true; break;
            case '{':
            case '[': ++depth_; break;
            case '}':
            case ']': --depth_; break;
            case ',':
                if (depth_ == 1) *at = '\n';
                break;
            case '\n': depth_ = 0; break;
            default: break;
        }
    }
}

}  // namespace viz
