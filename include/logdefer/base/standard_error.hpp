// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Prints errors to standard error.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/utf8.hpp>

#include <array>
#include <bit>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Prints text to standard error, with escapes for characters that are invisible or could control a terminal: the name
/// of a timer may be any text.
inline void print_visible(std::string_view text) noexcept {
    while (!text.empty()) {
        auto const c = first_character(text);
        std::array<char, 12> escape;
        std::string_view shown = c.code == character::replacement ? "\xef\xbf\xbd" : text.substr(0, c.size);
        if (is_unseen(c.code)) shown = {escape.data(), print_code(escape.data(), c.code)};
        std::fwrite(shown.data(), 1, shown.size(), stderr);
        text.remove_prefix(c.size);
    }
}

/// Prints the 1st, 2nd, 4th, 8th... error of the process to standard error. Called if no hook is set, and for errors
/// that a hook causes itself.
inline void tell_standard_error(std::error_code code, std::string_view subject) {
    static atomic<unsigned long> count{0};
    unsigned long const nth = count.fetch_add(1, memory_order::relaxed) + 1;  // relaxed: only counts
    if (!std::has_single_bit(nth)) return;
    ::flockfile(stderr);
    std::fputs("logdefer: ", stderr);
    print_visible(subject);
    if (!subject.empty()) std::fputs(": ", stderr);
    if (code.category() == error_category()) {  // its messages need no memory
        std::fputs(error_category_t::text(code.value()), stderr);
    } else if (!completes([&] { std::fputs(code.message().c_str(), stderr); })) {
        std::fprintf(stderr, "%s %d", code.category().name(), code.value());
    }
    std::fprintf(stderr, " (error %lu of this process)\n", nth);
    ::funlockfile(stderr);
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
