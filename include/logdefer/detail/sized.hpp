// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Values whose size in words is known before they are written: one check that they fit, then stores.

#include <logdefer/detail/arena.hpp>
#include <logdefer/text.hpp>
#include <logdefer/value.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <type_traits>

namespace logdefer::detail {

/// What is written without foreign code: text, and the numbers a program mostly has.
template <class T>
concept sized_value = !has_encoder<T>
                      && (text_like<T> || std::same_as<T, bool> || std::same_as<T, double>
                          || (std::integral<T> && number_like<T> && !char_like<T>));

struct sized {
    /// More than an arena holds: the size of what must be written another way.
    static constexpr std::size_t unknown = std::size_t{1} << 40U;

    [[gnu::always_inline]] static std::size_t size_of(text t) noexcept {
        std::size_t const bytes = t.view().size();
        if (bytes > std::numeric_limits<std::uint32_t>::max()) return unknown;
        return t.is_borrowed() ? 2 : 1 + words_for(bytes);
    }

    template <sized_value T>
    [[gnu::always_inline]] static std::size_t size_of(T const& value) noexcept {
        if constexpr (text_like<T>) {
            return size_of(text{value});
        } else {
            return std::same_as<T, bool> ? 1 : 2;
        }
    }

    static std::size_t size_of(element const& value) noexcept {
        switch (value.kind_) {
            case tag::boolean: return 1;
            case tag::integer:
            case tag::real: return 2;
            case tag::text: return size_of(value.text_);
            default: return unknown;
        }
    }

    /// Unknown as well where a key is named twice. Quadratic, in what one pair of braces spells out.
    static std::size_t size_of(fields set) noexcept {
        std::size_t size = 1;
        for (field const& f : set) {
            for (field const* earlier = set.begin(); earlier != &f; ++earlier) {
                if (earlier->key().view() == f.key().view()) return unknown;
            }
            size += size_of(f.key()) + size_of(f.value());
        }
        return size;
    }

    /// Each returns the place after the value.
    [[gnu::always_inline]] static word* place(word* to, text t) noexcept {
        auto const s = t.view();
        if (t.is_borrowed()) {
            to[0] = pack(static_cast<word>(tag::borrowed), t.is_plain() ? value_flag::plain : 0U, s.size());
            to[1] = std::bit_cast<word>(s.data());
            return to + 2;
        }
        return place_bytes(to, tag::text, s);
    }

    /// The last word is padded with zeros.
    [[gnu::always_inline]] static word* place_bytes(word* to, tag t, std::string_view s) noexcept {
        std::size_t const n = words_for(s.size());
        to[n] = 0;  // where there is no padding the header or the text overwrites it
        to[0] = pack(static_cast<word>(t), 0, s.size());
        if (!s.empty()) std::memcpy(to + 1, s.data(), s.size());
        return to + 1 + n;
    }

    template <sized_value T>
    [[gnu::always_inline]] static word* place(word* to, T const& value) noexcept {
        if constexpr (text_like<T>) {
            return place(to, text{value});
        } else if constexpr (std::same_as<T, bool>) {
            to[0] = pack(static_cast<word>(tag::boolean), 0, value ? 1U : 0U);
            return to + 1;
        } else if constexpr (std::same_as<T, double>) {
            return place_number(to, tag::real, std::bit_cast<word>(value));
        } else if constexpr (std::is_signed_v<T>) {
            return place_number(to, tag::integer, static_cast<word>(static_cast<std::int64_t>(value)));
        } else {
            return place_number(to, tag::unsigned_integer, static_cast<word>(value));
        }
    }

    static word* place(word* to, element const& value) noexcept {
        switch (value.kind_) {
            case tag::boolean: return place(to, value.boolean_);
            case tag::integer: return place(to, value.integer_);
            case tag::real: return place(to, value.real_);
            default: return place(to, value.text_);
        }
    }

    static word* place(word* to, fields set) noexcept {
        word* at = to + 1;
        for (field const& f : set) at = place(place(at, f.key()), f.value());
        to[0] = pack(static_cast<word>(tag::object), 0, static_cast<std::size_t>(at - to - 1));
        return at;
    }

    static word* place_number(word* to, tag t, word bits) noexcept {
        to[0] = static_cast<word>(t);
        to[1] = bits;
        return to + 2;
    }
};

}  // namespace logdefer::detail
