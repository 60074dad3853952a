// SPDX-License-Identifier: BSL-1.0
#include "encoding/utf8.hpp"

namespace viz::json {

void append_code_point(std::string& out, std::uint32_t c) {
    auto const byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };  // below 256 in each call
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xc0 | c >> 6);
        byte(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        byte(0xe0 | c >> 12);
        byte(0x80 | (c >> 6 & 0x3f));
        byte(0x80 | (c & 0x3f));
    } else {
        byte(0xf0 | c >> 18);
        byte(0x80 | (c >> 12 & 0x3f));
        byte(0x80 | (c >> 6 & 0x3f));
        byte(0x80 | (c & 0x3f));
    }
}

bool may_be_repaired(std::string_view text) { return text.find(replacement) != std::string_view::npos; }

std::string well_formed(std::string_view text) {
    std::string result(logdefer::detail::repaired_size(text), '\0');
    logdefer::detail::copy_repaired(result.data(), text);
    return result;
}

}  // namespace viz::json
