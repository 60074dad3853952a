// SPDX-License-Identifier: BSL-1.0
#include "encoding/display_width.hpp"

#include "encoding/ascii.hpp"
#include "encoding/utf8.hpp"

#include <algorithm>
#include <clocale>
#include <cstdint>
#include <cwchar>

namespace viz::text {

namespace {

/// The width of a character must not depend on the user's locale. The C library has Unicode's tables for locales with
/// UTF-8.
class utf8_locale {
public:
    utf8_locale() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (locale_ != nullptr) uselocale(locale_);
    }

private:
    locale_t locale_;  // set for the thread until it ends
};

struct character {
    std::size_t size;
    std::size_t width;
};

character first_character(std::string_view text) {
    std::size_t size = 0;
    std::uint32_t const code = json::next_code_point(text, size);
    if (code < 0x80) return {1, 1};
    thread_local utf8_locale const tables;
    return {size, static_cast<std::size_t>(std::max(wcwidth(static_cast<wchar_t>(code)), 0))};
}

}  // namespace

std::size_t display_width(std::string_view text) {
    if (std::ranges::all_of(text, is_ascii)) return text.size();
    std::size_t width = 0;
    while (!text.empty()) {
        auto const c = first_character(text);
        width += c.width;
        text.remove_prefix(c.size);
    }
    return width;
}

std::string filling(std::string_view text, std::size_t columns, char with) {
    std::string filled(columns - std::min(display_width(text), columns), with);
    return filled;
}

std::string fitted(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns) return std::string{text};
    std::size_t width = 0;
    std::size_t size = 0;
    for (;;) {
        auto const c = first_character(text.substr(size));
        if (width + c.width > columns - 1) return std::string{text.substr(0, size)} + "\u2026";
        width += c.width;
        size += c.size;
    }
}

}  // namespace viz::text
