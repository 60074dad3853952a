// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Values whose size in words is known before they are written, so that one check for room suffices.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/values/key_table.hpp>
#include <logdefer/values/type_kind.hpp>
#include <logdefer/values/value.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI::detail {

constexpr bool has_known_size(type_kind kind) noexcept {
    return kind == type_kind::text || kind == type_kind::boolean || kind == type_kind::integer
           || kind == type_kind::real;
}

/// Values that are written without code of the program: text, and the most common numbers.
template <class T>
concept sized_value = has_known_size(classify<T>());

struct sized {
    /// Each overload returns the size of a value. Values of unknown size are written by `value_writer`.
    [[gnu::always_inline]] static word_count size_of(text t) noexcept { return word_writer::size_of(t); }

    template <sized_value T>
    [[gnu::always_inline]] static word_count size_of(T const& value) noexcept {
        constexpr type_kind kind = classify<T>();
        if constexpr (kind == type_kind::text) {
            return size_of(text{value});
        } else {
            return kind == type_kind::boolean ? 1 : 2;
        }
    }

    [[gnu::always_inline]] static word_count size_of(field const& f) noexcept {
        static_assert(!word_count{element::unknown}.is_known());
        word_count size = f.value().words_;
        if (!f.key().is_plain()) [[unlikely]] {
            if (!is_well_formed(f.key().view())) return word_count::unknown();
            size = size + size_of(f.key());
        }
        return f.value().kind_ == tag::text ? size + size_of(f.value().text_) : size;
    }

    /// The size is also unknown if a key occurs twice or must be repaired, or if there are too many keys to compare.
    static word_count size_of(std::initializer_list<field> set) noexcept {
        word_count size = 1;
        if (static_cast<std::size_t>(set.end() - set.begin()) > few_keys) return word_count::unknown();
        for (field const& f : set) {
            for (field const* earlier = set.begin(); earlier != &f; ++earlier) {
                if (earlier->key().view() == f.key().view()) return word_count::unknown();
            }
            size = size + size_of(f);
        }
        return size;
    }

    /// Each overload writes a value and returns its end.
    [[gnu::always_inline]] static word* place(word* to, text t) noexcept { return word_writer::place(to, t); }

    template <sized_value T>
    [[gnu::always_inline]] static word* place(word* to, T const& value) noexcept {
        constexpr type_kind kind = classify<T>();
        if constexpr (kind == type_kind::text) {
            return place(to, text{value});
        } else if constexpr (kind == type_kind::boolean) {
            to[0] = pack(static_cast<word>(tag::boolean), 0, value ? 1U : 0U);
            return to + 1;
        } else if constexpr (kind == type_kind::real) {
            return word_writer::place_number(to, tag::real, bits_of(value));
        } else if constexpr (std::is_signed_v<T>) {
            return word_writer::place_number(to, tag::integer, static_cast<word>(static_cast<std::int64_t>(value)));
        } else {
            return word_writer::place_number(to, tag::unsigned_integer, static_cast<word>(value));
        }
    }

    static word* place(word* to, element const& value) noexcept {
        switch (value.kind_) {
            case tag::boolean: return place(to, value.boolean_);
            case tag::integer:
            case tag::unsigned_integer:
                return word_writer::place_number(to, value.kind_, static_cast<word>(value.integer_));
            case tag::real: return word_writer::place_number(to, tag::real, value.real_);
            default: return place(to, value.text_);
        }
    }

    static word* place(word* to, std::initializer_list<field> set) noexcept {
        word* at = to + 1;
        for (field const& f : set) at = place(place(at, f.key()), f.value());
        to[0] = pack(static_cast<word>(tag::object), 0, static_cast<std::size_t>(at - to - 1));
        return at;
    }
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
