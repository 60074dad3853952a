// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What an encoder writes to.
///
///     template <>
///     struct logdefer::encoder<money> {
///         static void encode(money const& m, logdefer::value_writer& out) {
///             out.write(logdefer::fields{{"amount", m.amount()}, {"currency", m.currency()}});
///         }
///     };

#include <logdefer/detail/arithmetic.hpp>
#include <logdefer/detail/word_writer.hpp>
#include <logdefer/value.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace logdefer {

class object_writer;

namespace detail {

template <class R, class P>
void write_duration(word_writer& words, std::chrono::duration<R, P> d) noexcept;

}  // namespace detail

/// Writes one value for an encoder.
///
/// @par Errors  none to see: when memory runs out or values nest deeper than 97, the entry is dropped and counted
class value_writer {
public:
    explicit value_writer(detail::word_writer& words) noexcept : words_(words) {}

    /// Writes any loggable value.
    template <class T>
    void write(T const& value);

    void write(fields members);
    void write(list elements);
    void write(element const& value);

    /// Writes an object: `body(object_writer&)` adds its members.
    template <std::invocable<object_writer&> F>
    void object(F&& body);

    /// Writes an array: `body()` writes its elements here, one by one.
    template <std::invocable F>
    void array(F&& body) {
        auto const place = words_.begin(detail::tag::array);
        if (!words_.failed()) std::forward<F>(body)();
        words_.end(place);
    }

    /// The primitives behind this writer.
    [[nodiscard]] detail::word_writer& words() noexcept { return words_; }

private:
    template <class T>
    void write_encoded(T const& value);
    template <class T>
    void write_scalar(T value);
    template <std::floating_point T>
    void write_floating(T value);
    template <class R, class P>
    void write_duration(std::chrono::duration<R, P> d) {
        if constexpr (std::floating_point<R>) {
            write_floating(std::chrono::duration<R>(d).count());
        } else {
            detail::write_duration(words_, d);
        }
    }
    template <class T>
    void write_enum(T value);
    template <class T>
    void write_composite(T const& value);
    template <class T>
    void write_map(T const& map);
    template <class T>
    void write_document(T const& value);
    template <class T>
    void write_described(T const& value);

    detail::word_writer& words_;
};

/// Writes the members of one object.
///
/// An object is pairs of keys and values: when an encoder writes anything else into it, or catches an exception between
/// key and value, its entry is dropped.
class object_writer {
public:
    explicit object_writer(value_writer& out) noexcept : out_(out), complete_(out.words().position()) {}

    /// Adds a member; the keys of one object should differ.
    template <class T>
    void member(text key, T const& value) {
        require_complete();
        out_.words().string(key);
        out_.write(value);
        complete_ = out_.words().position();
    }

    /// Fails the entry when something else than whole members was written.
    void require_complete() noexcept {
        if (out_.words().position() != complete_) out_.words().fail();
    }

private:
    value_writer& out_;
    std::size_t complete_;  // where the last whole member ends
};

namespace detail {

/// Seconds, exact where 64 bits of nanoseconds hold them. Whole seconds first: not every count can be multiplied.
template <class R, class P>
void write_duration(word_writer& words, std::chrono::duration<R, P> d) noexcept {
    using std::chrono::nanoseconds;
    if constexpr (std::same_as<std::chrono::duration<R, P>, nanoseconds>) return words.seconds(d);
    double const seconds = std::chrono::duration<double>(d).count();
    constexpr double greatest = 9.2e9;  // 2^63 ns is 9.22e9 s
    if (seconds > greatest || seconds < -greatest) return words.real(seconds);
    auto const whole = std::chrono::duration_cast<std::chrono::seconds>(d);
    words.seconds(nanoseconds{whole} + std::chrono::duration_cast<nanoseconds>(d - whole));
}

/// A number that is neither text nor bool; `char16_t` and its like are numbers.
template <std::integral T>
void write_integer(word_writer& words, T i) noexcept {
    if constexpr (std::is_signed_v<T>) {
        words.integer(static_cast<std::int64_t>(i));
    } else {
        words.unsigned_integer(static_cast<std::uint64_t>(i));
    }
}

/// The key and the value of an element of a map, standard or of a document.
template <class E>
decltype(auto) key_of(E const& e) {
    if constexpr (requires { e.first; }) {
        return (e.first);
    } else {
        return e.key();
    }
}

template <class E>
decltype(auto) mapped_of(E const& e) {
    if constexpr (requires { e.second; }) {
        return (e.second);
    } else {
        return e.value();
    }
}

/// An integer or enum as something `to_chars` prints in decimal.
template <class T>
auto as_number(T key) noexcept {
    if constexpr (std::is_enum_v<T>) {
        return +static_cast<std::underlying_type_t<T>>(key);
    } else {
        return +key;
    }
}

template <class T>
void write_erased(void const* value, value_writer& out) {
    out.write(*static_cast<T const*>(value));
}

}  // namespace detail

template <std::invocable<object_writer&> F>
void value_writer::object(F&& body) {
    auto const place = words_.begin(detail::tag::object);
    object_writer members{*this};
    if (!words_.failed()) std::forward<F>(body)(members);
    members.require_complete();
    words_.end(place);
}

/// Braces may name a key twice: the last value stands, at the first place. Quadratic, in what one call spells out.
inline void value_writer::write(fields members) {
    object([&](object_writer& out) {
        for (field const& f : members) {
            field const* last = &f;
            bool repeated = false;
            for (field const& other : members) {
                if (&other == &f || other.key().view() != f.key().view()) continue;
                repeated = repeated || &other < &f;
                last = detail::larger(last, &other);
            }
            if (!repeated) out.member(f.key(), last->value());
        }
    });
}

inline void value_writer::write(list elements) {
    array([&] {
        for (element const& e : elements) write(e);
    });
}

inline void value_writer::write(element const& value) {
    switch (value.kind_) {
        case detail::tag::boolean: return words_.boolean(value.boolean_);
        case detail::tag::integer: return words_.integer(value.integer_);
        case detail::tag::real: return words_.real(value.real_);
        case detail::tag::text: return words_.string(value.text_);
        case detail::tag::object: return write(value.members_);
        default: return value.other_.write(value.other_.value, *this);
    }
}

template <class T>
void value_writer::write(T const& value) {
    using type = std::remove_cv_t<T>;
    if constexpr (detail::has_encoder<type>) {
        write_encoded(value);
    } else if constexpr (detail::null_like<type>) {
        words_.null();
    } else if constexpr (detail::number_like<type>) {
        write_scalar(value);
    } else if constexpr (text_like<type>) {
        words_.string(text{value});
    } else if constexpr (std::is_enum_v<type>) {
        write_enum(value);
    } else if constexpr (detail::is_duration<type>) {
        write_duration(value);
    } else if constexpr (detail::is_time_point<type>) {
        write_duration(value.time_since_epoch());
    } else {
        detail::require_loggable<type>();
        write_composite(value);
    }
}

/// Trusts the encoder with nothing: one value comes out, whatever it did.
template <class T>
void value_writer::write_encoded(T const& value) {
    auto const before = words_.position();
    auto const depth = words_.enter();
    if (words_.failed()) return;
    encoder<T>::encode(value, *this);
    words_.leave(depth);
    if (!words_.failed() && !words_.wrote_one_since(before)) words_.fail();
}

template <class T>
void value_writer::write_scalar(T value) {
    if constexpr (std::same_as<T, bool>) {
        words_.boolean(value);
    } else if constexpr (detail::char_like<T>) {
        char const c = static_cast<char>(value);
        words_.string(text{std::string_view{&c, 1}});
    } else if constexpr (std::integral<T>) {
        detail::write_integer(words_, value);
    } else {
        write_floating(value);
    }
}

/// A `float` is not the `double` it converts to: 0.1F is written 0.1.
template <std::floating_point T>
void value_writer::write_floating(T value) {
    auto const wide = static_cast<double>(value);
    if (std::same_as<T, double> || !__builtin_isfinite(wide) || std::same_as<T, long double>) return words_.real(wide);
    std::array<char, 64> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<float>(value));
    double shortest = 0;
    std::from_chars(digits.data(), end.ptr, shortest);
    words_.real(shortest);
}

template <class T>
void value_writer::write_enum(T value) {
    if constexpr (detail::described_enum<T>) {
        if (char const* const name = detail::describer<T>::name(value)) return words_.string(text{name});
    }
    detail::write_integer(words_, static_cast<std::underlying_type_t<T>>(value));
}

template <class T>
void value_writer::write_composite(T const& value) {
    if constexpr (detail::document<T>) {
        write_document(value);
    } else if constexpr (detail::optional_like<T>) {
        value.has_value() ? write(*value) : words_.null();
    } else if constexpr (detail::is_variant<T>) {
        value.valueless_by_exception() ? words_.null() : std::visit([&](auto const& v) { write(v); }, value);
    } else if constexpr (detail::char_range<T>) {
        words_.string(text{std::string_view{reinterpret_cast<char const*>(value.data()), value.size()}});  // or char8_t
    } else if constexpr (detail::map_like<T>) {
        write_map(value);
    } else if constexpr (detail::range_like<T>) {
        array([&] {
            for (auto const& e : value) write(e);
        });
    } else if constexpr (detail::tuple_like<T>) {
        array([&] { detail::with_elements([&](auto const&... e) { (write(e), ...); }, value); });
    } else {
        write_described(value);
    }
}

template <class T>
void value_writer::write_map(T const& map) {
    object([&](object_writer& out) {
        for (auto const& e : map) {
            auto const& key = detail::key_of(e);
            if constexpr (text_like<decltype(key)>) {
                out.member(text{key}, detail::mapped_of(e));
            } else if constexpr (detail::char_like<std::remove_cvref_t<decltype(key)>>) {
                char const c = static_cast<char>(key);
                out.member(text{std::string_view{&c, 1}}, detail::mapped_of(e));
            } else {
                std::array<char, 24> digits;
                auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), detail::as_number(key));
                out.member(text{std::string_view{digits.data(), end.ptr}}, detail::mapped_of(e));
            }
        }
    });
}

template <class T>
void value_writer::write_document(T const& value) {
    if (auto const* s = value.if_string()) return write(*s);
    if (auto const* i = value.if_int64()) return words_.integer(*i);
    if (auto const* u = value.if_uint64()) return words_.unsigned_integer(*u);
    if (auto const* d = value.if_double()) return words_.real(*d);
    if (auto const* b = value.if_bool()) return words_.boolean(*b);
    if (auto const* o = value.if_object()) return write_map(*o);
    if (auto const* a = value.if_array()) return write(*a);
    words_.null();
}

template <class T>
void value_writer::write_described(T const& value) {
    object([&](object_writer& out) { detail::describer<T>::write(value, out); });
}

}  // namespace logdefer
