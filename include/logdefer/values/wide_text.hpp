// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Text in UTF-16 and UTF-32, and its conversion to UTF-8.

#include <logdefer/base/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Code units of UTF-16 or UTF-32, depending on their size.
template <class T>
concept wide_char = std::same_as<std::remove_cv_t<T>, wchar_t> || std::same_as<std::remove_cv_t<T>, char16_t>
                    || std::same_as<std::remove_cv_t<T>, char32_t>;

template <class T, class C>
concept wide_text_of = std::same_as<std::decay_t<T>, C*> || std::same_as<std::decay_t<T>, C const*>
                       || (std::is_class_v<T> && std::is_nothrow_convertible_v<T const&, std::basic_string_view<C>>);

/// Pointers to wide characters, arrays of them, and classes that convert to a view of them.
template <class T>
concept wide_text = wide_text_of<T, wchar_t> || wide_text_of<T, char16_t> || wide_text_of<T, char32_t>;

/// Return a view of wide text. An array is read up to its first NUL and never past its bound; a null pointer is empty.
template <wide_char C, std::size_t N>
constexpr std::basic_string_view<C> wide_view(C const (&array)[N]) noexcept {
    std::size_t n = 0;
    while (n < N && array[n] != C{}) ++n;
    return {array, n};
}

template <class T>
    requires(wide_text<T> && !std::is_array_v<T>)
constexpr auto wide_view(T const& source) noexcept {
    if constexpr (std::is_pointer_v<T>) {
        using view = std::basic_string_view<std::remove_cv_t<std::remove_pointer_t<T>>>;
        return source == nullptr ? view{} : view{source};
    } else if constexpr (wide_text_of<T, wchar_t>) {
        return std::wstring_view{source};
    } else if constexpr (wide_text_of<T, char16_t>) {
        return std::u16string_view{source};
    } else {
        return std::u32string_view{source};
    }
}

/// Calls `f(char32_t)` with each code point, and with U+FFFD for each ill-formed unit (Unicode 15, section 3.9).
template <wide_char C, class F>
constexpr void for_each_code_point(std::basic_string_view<C> s, F&& f) {
    constexpr char32_t replacement = 0xfffd;
    auto const in = [](char32_t c, char32_t first, char32_t last) { return first <= c && c <= last; };
    for (std::size_t i = 0; i < s.size(); ++i) {
        auto const unit = static_cast<char32_t>(s[i]);
        bool const paired = sizeof(C) == 2 && in(unit, 0xd800, 0xdbff) && i + 1 < s.size()
                            && in(static_cast<char32_t>(s[i + 1]), 0xdc00, 0xdfff);
        if (paired) {
            f(0x10000 + ((unit - 0xd800) << 10U) + (static_cast<char32_t>(s[++i]) - 0xdc00));
        } else {
            f(in(unit, 0xd800, 0xdfff) || unit > 0x10ffff ? replacement : unit);
        }
    }
}

constexpr std::size_t utf8_size(char32_t c) noexcept { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

template <wide_char C>
constexpr std::size_t utf8_size(std::basic_string_view<C> s) noexcept {
    std::size_t n = 0;
    for_each_code_point(s, [&](char32_t c) { n += utf8_size(c); });
    return n;
}

/// Writes `s` as UTF-8, which takes `utf8_size(s)` bytes.
template <wide_char C>
constexpr void write_utf8(char* to, std::basic_string_view<C> s) noexcept {
    for_each_code_point(s, [&](char32_t c) {
        std::size_t const size = utf8_size(c);
        for (std::size_t i = size; i-- > 1; c >>= 6U) to[i] = static_cast<char>(0x80 | (c & 0x3fU));
        constexpr unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
        to[0] = static_cast<char>(leads[size] | c);
        to += size;
    });
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
