// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What can be logged, and the braces it is written in.
///
/// | C++                                              | in the record                                      |
/// |--------------------------------------------------|----------------------------------------------------|
/// | `nullptr`, `nullopt`, `monostate`                | null                                               |
/// | `bool`                                           | true, false                                        |
/// | integers; `std::byte` and other enums            | exact integers                                     |
/// | enums described with Boost.Describe              | the enumerator's name                              |
/// | `float`, `double`, `long double`                 | the shortest text that reads back; NaN, inf: null  |
/// | text (see `text.hpp`), `char`, arrays of `char`  | string                                             |
/// | `chrono` durations, time points                  | seconds; of a time point, since its clock's epoch  |
/// | `optional`, `variant`                            | null or the value; the alternative (or null)       |
/// | maps with text, integer or enum keys             | object                                             |
/// | other ranges, tuples, pairs                      | array                                              |
/// | `fields{{...}}`, `list{...}`                     | object, array                                      |
/// | classes described with Boost.Describe            | object of their public members                     |
/// | JSON documents such as `boost::json::value`      | themselves                                         |
/// | a type with an `encoder`                         | what the encoder writes                            |

#include <logdefer/detail/arena.hpp>
#include <logdefer/detail/value_traits.hpp>
#include <logdefer/text.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <type_traits>

namespace logdefer {

/// A type whose values can be logged. Does not depend on which headers were included before.
template <class T>
concept loggable = detail::is_loggable<std::remove_cvref_t<T>>();

class field;

/// An object: `fields{{"key", 1}, {"text", "x"}}`. Refers to its arguments; use it within the call it is made for.
class fields {
public:
    constexpr fields() = default;
    [[gnu::always_inline]] constexpr fields(std::initializer_list<field> members) noexcept : members_(members) {}
    [[nodiscard]] constexpr bool empty() const noexcept { return members_.size() == 0; }
    [[nodiscard]] constexpr field const* begin() const noexcept { return members_.begin(); }
    [[nodiscard]] field const* end() const noexcept;

private:
    std::initializer_list<field> members_;
};

class element;

/// An array: `list{1, "two", 3.0}`. Refers to its arguments; use it within the call it is made for.
class list {
public:
    constexpr list() = default;
    [[gnu::always_inline]] list(std::initializer_list<element> elements) noexcept : elements_(elements) {}
    [[nodiscard]] constexpr element const* begin() const noexcept { return elements_.begin(); }
    [[nodiscard]] element const* end() const noexcept;

private:
    std::initializer_list<element> elements_;
};

namespace detail {

struct sized;

/// Writes a value behind a pointer; defined with `value_writer`.
template <class T>
void write_erased(void const* value, value_writer& out);

}  // namespace detail

/// One value of any loggable type inside braces, by reference. Implicit; use it within the call it is made for.
class element {
public:
    template <class T>
        requires(!std::same_as<T, element>)
    [[gnu::always_inline]] element(T const& value) noexcept {
        if constexpr (std::same_as<T, bool>) {
            kind_ = detail::tag::boolean;
            boolean_ = value;
        } else if constexpr (std::signed_integral<T> && !detail::char_like<T>) {
            kind_ = detail::tag::integer;
            integer_ = value;
        } else if constexpr (std::same_as<T, double>) {
            kind_ = detail::tag::real;
            real_ = value;
        } else if constexpr (text_like<T> && !detail::has_encoder<T>) {
            kind_ = detail::tag::text;
            text_ = text{value};
        } else {
            detail::require_loggable<T>();
            other_ = {&value, &detail::write_erased<T>};
        }
    }

    [[gnu::always_inline]] element(std::initializer_list<field> members) noexcept
        : kind_(detail::tag::object), members_(members) {}

private:
    friend class value_writer;
    friend struct detail::sized;

    struct erased {
        void const* value;
        void (*write)(void const*, value_writer&);
    };

    detail::tag kind_ = detail::tag::null;  // of the member in use; null: other_
    union {
        erased other_{};
        bool boolean_;
        std::int64_t integer_;
        double real_;
        text text_;
        fields members_;
    };
};

/// A key with its value. Implicit, for braces: `{"key", value}`, `{"key", {{"nested", 1}}}`.
class field {
public:
    template <class T>
    [[gnu::always_inline]] field(text key, T const& value) noexcept : key_(key), value_(value) {}
    [[gnu::always_inline]] field(text key, std::initializer_list<field> members) noexcept
        : key_(key), value_(members) {}

    [[nodiscard]] text key() const noexcept { return key_; }
    [[nodiscard]] element const& value() const noexcept { return value_; }

private:
    text key_;
    element value_;
};

inline field const* fields::end() const noexcept { return members_.begin() + members_.size(); }
inline element const* list::end() const noexcept { return elements_.begin() + elements_.size(); }

}  // namespace logdefer
