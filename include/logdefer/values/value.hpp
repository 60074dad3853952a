// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The types that can be logged, and the braces in which objects and arrays are written.
///
/// | C++                                              | in the record                                      |
/// |--------------------------------------------------|----------------------------------------------------|
/// | `nullptr`, `nullopt`, `monostate`                | null                                               |
/// | `bool`, `std::vector<bool>::reference`           | true, false                                        |
/// | integers; `std::byte` and other enums            | exact integers                                     |
/// | enums described with Boost.Describe              | the enumerator's name                              |
/// | `float`, `double`, `long double`                 | the shortest text that reads back; NaN, inf: null  |
/// | text (`base/text.hpp`), `char`, arrays of `char` | string                                             |
/// | `wchar_t`, `char16_t`, `char32_t`, their strings | string, in UTF-8                                   |
/// | UUIDs such as `boost::uuids::uuid`               | string: `8-4-4-4-12` hexadecimal digits            |
/// | `chrono` durations, time points                  | seconds; of a time point, since its clock's epoch  |
/// | `optional`, `variant`                            | null or the value; the alternative (or null)       |
/// | maps with text, integer or described enum keys   | object                                             |
/// | other ranges, tuples, pairs                      | array                                              |
/// | `fields{{...}}`, `list{...}` in the call itself  | object, array                                      |
/// | `object`, `array`                                | object, array                                      |
/// | classes described with Boost.Describe            | object of their public members                     |
/// | exceptions, `std::exception_ptr`                 | object: `type`, `what`, `nested`; null             |
/// | `std::error_code`, `error_condition`, Boost's    | object: `category`, `value`, `message`             |
/// | `std::filesystem::path`; Asio's endpoints        | string                                             |
/// | `std::thread::id`                                | integer: what pthreads calls the thread            |
/// | JSON documents such as `boost::json::value`      | themselves                                         |
/// | `value_view`: a value of a record                | itself                                             |
/// | a type with an `encoder`                         | what the encoder writes                            |

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/values/type_kind.hpp>

#include <concepts>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {
struct braces;
}  // namespace detail

/// A type whose values can be logged. The result does not depend on which headers were included before.
template <class T>
concept loggable = detail::is_loggable<std::remove_cvref_t<T>>();

/// An object that is written in the call that logs it: `fields{{"key", 1}, {"text", "x"}}`.
///
/// Refers to its arguments, which do not outlive that call. Therefore it cannot be stored, and a named one is not
/// loggable, unless it is disguised by `std::move`; `logdefer::object` owns its contents.
class fields {
public:
    constexpr fields() = default;
    [[gnu::always_inline]] constexpr fields(std::initializer_list<field> members LOGDEFER_LIFETIMEBOUND) noexcept
        : members_(members) {}
    fields(fields&&) = delete;

private:
    friend detail::braces;
    std::initializer_list<field> members_;
};

/// An array that is written in the call that logs it: `list{1, "two", 3.0}`.
///
/// Refers to its arguments as `fields` does; `logdefer::array` owns its contents. Compilers differ on a list whose only
/// element is written as a list: clang 19 treats `list{list{1}}` as `list{1}`, and all treat `list{{1, 2}}` as
/// `list{1, 2}`. Write `list{array{1}}` instead.
class list {
public:
    constexpr list() = default;
    [[gnu::always_inline]] list(std::initializer_list<element> elements LOGDEFER_LIFETIMEBOUND) noexcept
        : elements_(elements) {}
    list(list&&) = delete;

private:
    friend detail::braces;
    std::initializer_list<element> elements_;
};

namespace detail {

struct sized;

/// Gives the writers of values access to the contents of braces.
struct braces {
    [[nodiscard]] static std::initializer_list<field> contents(fields const& f) noexcept { return f.members_; }
    [[nodiscard]] static std::initializer_list<element> contents(list const& l) noexcept { return l.elements_; }
};

/// Numbers and enums, all of which are loggable, and which are passed by value: a reference cannot be bound to a
/// bit-field or a member of a packed struct.
template <class T>
concept passed_by_value = (std::is_arithmetic_v<T> || std::is_enum_v<T>) && sizeof(T) <= sizeof(word);

/// Writes the value of type `T` that has these bytes; defined with `value_writer`.
template <class T>
void write_bits(word bits, value_writer& out);

/// Writes the value of type `T` at this address; defined with `value_writer`.
template <class T>
void write_at(word address, value_writer& out);

}  // namespace detail

/// A value of any loggable type inside braces. Converts implicitly; copies a number or an enum, and refers to any other
/// value.
class element {
public:
    template <detail::passed_by_value T>
    [[gnu::always_inline]] element(T value) noexcept {
        constexpr auto kind = detail::classify<T>();
        if constexpr (kind == detail::type_kind::boolean) {
            kind_ = detail::tag::boolean;
            words_ = 1;
            boolean_ = value;
        } else if constexpr (kind == detail::type_kind::integer) {
            kind_ = std::is_signed_v<T> ? detail::tag::integer : detail::tag::unsigned_integer;
            words_ = 2;
            integer_ = static_cast<std::int64_t>(value);
        } else if constexpr (kind == detail::type_kind::real) {
            kind_ = detail::tag::real;
            words_ = 2;
            real_ = detail::bits_of(value);
        } else {
            detail::word bits = 0;
            std::memcpy(&bits, &value, sizeof value);
            other_ = {bits, &detail::write_bits<T>};
        }
    }

    template <class T>
        requires(!detail::passed_by_value<T>)
    [[gnu::always_inline]] element(T const& value) noexcept {
        if constexpr (detail::classify<T>() == detail::type_kind::text) {
            kind_ = detail::tag::text;
            words_ = 0;
            ::new (static_cast<void*>(&text_)) text{value};
        } else {
            detail::require_loggable<T>();
            auto const* const address = static_cast<void const*>(__builtin_addressof(value));
            detail::word bits = 0;  // twice as long as an address on a 32-bit machine
            std::memcpy(&bits, static_cast<void const*>(&address), sizeof address);
            other_ = {bits, &detail::write_at<T>};
        }
    }

    [[gnu::always_inline]] element(std::initializer_list<field> members) noexcept
        : kind_(detail::tag::object), members_(members) {}
    element(fields&& set) noexcept : element(detail::braces::contents(set)) {}
    element(list&& elements) noexcept : kind_(detail::tag::array), elements_(detail::braces::contents(elements)) {}
    element(element&&) = delete;

private:
    friend class field;
    friend class value_writer;
    friend struct detail::sized;

    struct other {
        detail::word value;
        void (*write)(detail::word, value_writer&);
    };

    static constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();

    detail::tag kind_ = detail::tag::null;  // of the member in use; null: other_
    // The size of the value, as far as it is known when the call is compiled: that of text is 0. In a field, plus the
    // size of the key if that is plain.
    std::uint32_t words_ = unknown;
    union {
        other other_{};
        bool boolean_;
        std::int64_t integer_;
        std::uint64_t real_;  // the bits, since with -ffast-math a double may be changed on the way
        text text_;
        std::initializer_list<field> members_;
        std::initializer_list<element> elements_;
    };
};

namespace detail {

/// An element from braces that is about to be written; an element with a name is refused.
struct written_element {
    element const& value;
};

}  // namespace detail

/// A key with its value inside braces. Converts implicitly: `{"key", value}`, `{"key", {{"nested", 1}}}`.
class field {
public:
    template <detail::passed_by_value T>
    [[gnu::always_inline]] field(text key, T value) noexcept : key_(key), value_(value) {
        add_plain_key();
    }
    template <class T>
        requires(!detail::passed_by_value<T>)
    [[gnu::always_inline]] field(text key, T const& value) noexcept : key_(key), value_(value) {
        add_plain_key();
    }
    [[gnu::always_inline]] field(text key, std::initializer_list<field> members) noexcept
        : key_(key), value_(members) {}
    template <detail::braced T>
    field(text key, T&& value) noexcept : key_(key), value_(std::forward<T>(value)) {}
    field(field&&) = delete;

    [[nodiscard]] text key() const noexcept { return key_; }
    [[nodiscard]] element const& value() const noexcept { return value_; }

private:
    [[gnu::always_inline]] void add_plain_key() noexcept {
        if (!key_.is_plain() || value_.words_ == element::unknown) return;
        value_.words_ += static_cast<std::uint32_t>(1 + detail::words_for(key_.view().size()));
    }

    text key_;
    element value_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
