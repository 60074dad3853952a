// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Text as a function argument, from every string type of C++.

#include <logdefer/base/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

template <class T>
concept char_like = std::same_as<std::remove_cv_t<T>, char> || std::same_as<std::remove_cv_t<T>, char8_t>;

template <class T>
inline constexpr bool is_char_pointer = false;
template <char_like C>
inline constexpr bool is_char_pointer<C*> = true;

template <class T>
inline constexpr bool is_char_array = false;
template <char_like C, std::size_t N>
inline constexpr bool is_char_array<C[N]> = true;
template <char_like C>
inline constexpr bool is_char_array<C[]> = true;

/// Returns whether the text needs no escape in JSON: printable ASCII without quotes and backslashes.
constexpr bool is_plain(std::string_view s) noexcept {
    for (char const c : s) {
        if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
    }
    return true;
}

/// Returns whether the compiler can prove that a C string of `n` bytes needs no escape in JSON: it folds `strspn` of
/// constants.
[[gnu::always_inline]] constexpr bool is_constant_and_plain(char const* s, std::size_t n) noexcept {
    if (std::is_constant_evaluated()) return is_plain({s, n});
    char const first = *s;
    if (!__builtin_constant_p(first)) return false;
    std::size_t const plain = __builtin_strspn(s,
                                               " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`"
                                               "abcdefghijklmnopqrstuvwxyz{|}~");
    return __builtin_constant_p(plain) && plain == n;
}

/// The greatest size of a text that is marked as plain: that of the pieces in which long text is written as JSON.
inline constexpr std::size_t longest_plain_text = 256;

template <class T>
concept string_object = !std::same_as<T, std::nullptr_t>
                        && (std::is_nothrow_convertible_v<T const&, std::string_view>
                            || std::is_nothrow_convertible_v<T const&, std::u8string_view>);

}  // namespace detail

/// A type that can be read as text: `char` or `char8_t` pointers (null is the empty text) and arrays, strings, string
/// views.
template <class T>
concept text_like = detail::is_char_pointer<std::remove_cvref_t<T>> || detail::is_char_array<std::remove_cvref_t<T>>
                    || detail::string_object<std::remove_cvref_t<T>>;

/// A parameter type that accepts any `text_like` argument.
///
/// An array is read up to its first NUL and never past its bound. A `text` refers to its argument, and must not be kept
/// after the call.
class text {
public:
    constexpr text() = default;

    template <text_like T>
    [[gnu::always_inline]] constexpr text(T const& source) noexcept {
        using type = std::remove_cv_t<T>;
        if constexpr (detail::is_char_array<type> && std::is_bounded_array_v<type>) {
            auto const view = bounded(bytes(source), sizeof(T));
            view.size() == sizeof(T) ? assign(view, false) : assign_terminated(view);
        } else if constexpr (detail::is_char_array<type>) {
            assign_terminated(bytes(source));
        } else if constexpr (detail::is_char_pointer<type>) {
            source == nullptr ? assign({}, false) : assign_terminated(bytes(source));
        } else if constexpr (std::convertible_to<T const&, std::string_view>) {
            assign(source, false);
        } else {
            std::u8string_view const utf8 = source;
            assign({bytes(utf8.data()), utf8.size()}, false);
        }
    }

    [[nodiscard, gnu::always_inline]] constexpr std::string_view view() const noexcept {
        return {data_, size_and_plain_ >> 1U};
    }
    /// Returns whether the text is known to need no escape in JSON, and is so short that it is written as one piece.
    [[nodiscard, gnu::always_inline]] constexpr bool is_plain() const noexcept { return (size_and_plain_ & 1U) != 0; }

private:
    [[gnu::always_inline]] constexpr void assign(std::string_view view, bool is_plain) noexcept {
        data_ = view.data();
        size_and_plain_ = view.size() << 1U | std::size_t{is_plain};
    }

    /// Assigns a text that is followed by a NUL.
    [[gnu::always_inline]] constexpr void assign_terminated(std::string_view view) noexcept {
        bool const is_plain =
            view.size() <= detail::longest_plain_text && detail::is_constant_and_plain(view.data(), view.size());
        assign(view, is_plain);
    }

    [[gnu::always_inline]] static constexpr char const* bytes(char const* p) noexcept { return p; }
    // UTF-8 bytes may be read through char
    [[gnu::always_inline]] static char const* bytes(char8_t const* p) noexcept {
        return reinterpret_cast<char const*>(p);
    }

    [[gnu::always_inline]] static constexpr std::string_view bounded(char const* p, std::size_t n) noexcept {
        if (std::is_constant_evaluated()) {
            std::size_t size = 0;
            while (size < n && p[size] != '\0') ++size;
            return {p, size};
        }
        auto const* nul = static_cast<char const*>(std::memchr(p, '\0', n));  // folded for literals
        return {p, nul == nullptr ? n : static_cast<std::size_t>(nul - p)};
    }

    char const* data_ = nullptr;
    // Together, since with a third member a text would no longer be passed in registers. The flag is the lowest bit, so
    // that the constant is short in the code of each call.
    std::size_t size_and_plain_ = 0;
};

}  // namespace logdefer::inline LOGDEFER_ABI
