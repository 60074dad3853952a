// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The writer to which an `encoder` writes a value.
///
///     template <>
///     struct logdefer::encoder<money> {
///         static void encode(money const& m, logdefer::value_writer& out) {
///             out.write(logdefer::fields{{"amount", m.amount()}, {"currency", m.currency()}});
///         }
///     };

#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/value_view.hpp>
#include <logdefer/values/exceptions.hpp>
#include <logdefer/values/numbers.hpp>
#include <logdefer/values/object_merger.hpp>
#include <logdefer/values/type_kind.hpp>
#include <logdefer/values/value.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>

namespace logdefer::inline LOGDEFER_ABI {

class object_writer;

namespace detail {

template <class R, class P>
void write_duration(word_writer& words, std::chrono::duration<R, P> const& d) noexcept;

/// Makes a writer to words, and returns the words of a writer.
struct writer_access;

enum class exception_text : bool { with, without };

void write_exception(value_writer& out, std::exception const& e, exception_text text = exception_text::with);
void write_exception(value_writer& out, std::exception_ptr const& p);

}  // namespace detail

/// Writes one value for an encoder.
///
/// @par Errors  none are reported directly: if memory runs out or values nest deeper than 97, the entry is dropped and
///              counted
class value_writer {
public:
    /// Writes any loggable value.
    template <detail::passed_by_value T>
    void write(T value);
    template <class T>
        requires(!detail::passed_by_value<T>)
    void write(T const& value);

    void write(fields&& members) { write_members(detail::braces::contents(members)); }
    void write(list&& elements) { write_elements(detail::braces::contents(elements)); }
    void write(detail::written_element value) { write_element(value.value); }
    void write(value_view value);

    /// Writes an object: `body(object_writer&)` adds its members.
    template <std::invocable<object_writer&> F>
    void object(F&& body);

    /// Writes an array: `body()` writes its elements to this writer, one by one.
    template <std::invocable F>
    void array(F&& body) {
        auto const place = words_.begin(detail::tag::array);
        if (!words_.failed()) std::forward<F>(body)();
        words_.end(place);
    }

private:
    friend detail::writer_access;
    explicit value_writer(detail::word_writer& words) noexcept : words_(words) {}

    void write_element(element const& value);
    void write_members(std::initializer_list<field> members);
    void write_elements(std::initializer_list<element> elements);
    template <class T>
    void write_encoded(T const& value);
    template <detail::wide_char C>
    void write_wide(std::basic_string_view<C> s) {
        if (char* const to = words_.string(detail::utf8_size(s))) detail::write_utf8(to, s);
    }
    template <class T>
    void write_enum(T value);
    template <class T>
    void write_composite(T const& value);
    template <class T>
    void write_map(T const& map);
    template <class T>
    void write_uuid(T const& id);
    template <class T>
    void write_error(T const& e);
    template <class T>
    void write_endpoint(T const& value);
    template <class T>
    void write_thread(T id);
    template <class T>
    void write_document(T const& value);
    template <class T>
    void write_described(T const& value);

    detail::word_writer& words_;
};

namespace detail {

struct writer_access {
    [[nodiscard]] static value_writer writer_to(word_writer& words) noexcept { return value_writer{words}; }
    [[nodiscard, gnu::always_inline]] static word_writer& words_of(value_writer& out) noexcept { return out.words_; }
};

[[nodiscard]] inline value_writer writer_to(word_writer& words) noexcept { return writer_access::writer_to(words); }
[[nodiscard, gnu::always_inline]] inline word_writer& words_of(value_writer& out) noexcept {
    return writer_access::words_of(out);
}

}  // namespace detail

/// Writes the members of one object.
///
/// An object consists of pairs of keys and values. If an encoder writes anything else into it, or catches an exception
/// between a key and its value, the entry is dropped.
class object_writer {
public:
    explicit object_writer(value_writer& out) noexcept : out_(out), complete_(detail::words_of(out).position()) {}

    /// Adds a member. A key that is added several times is written once: at its first place, with its last value.
    template <detail::passed_by_value T>
    void member(text key, T value) {
        add([&] { detail::words_of(out_).key(key); }, [&] { out_.write(value); });
    }
    template <class T>
        requires(!detail::passed_by_value<T>)
    void member(text key, T const& value) {
        add([&] { detail::words_of(out_).key(key); }, [&] { out_.write(value); });
    }
    template <detail::braced T = fields>
    void member(text key, T&& value) {
        add([&] { detail::words_of(out_).key(key); }, [&] { out_.write(std::forward<T>(value)); });
    }
    template <detail::wide_text K, class T>
    void member(K const& key, T const& value) {
        add([&] { out_.write(key); }, [&] { out_.write(value); });
    }

    /// Fails the entry if anything but whole members was written.
    void require_complete() noexcept {
        if (detail::words_of(out_).position() != complete_) detail::words_of(out_).fail();
    }

private:
    template <class WriteKey, class WriteValue>
    void add(WriteKey&& write_key, WriteValue&& write_value) {
        require_complete();
        write_key();
        write_value();
        complete_ = detail::words_of(out_).position();
    }

    value_writer& out_;
    std::size_t complete_;  // where the last whole member ends
};

namespace detail {

/// Writes seconds: exactly if 64 bits of nanoseconds hold them, and as a `double` otherwise or if `R` is
/// floating-point.
template <class R, class P>
void write_duration(word_writer& words, std::chrono::duration<R, P> const& d) noexcept {
    if constexpr (std::floating_point<R>) {
        words.real_bits(seconds_bits<P>(std::bit_cast<R>(d)));  // not by count(), which returns a floating-point number
    } else if constexpr (std::integral<R> && sizeof(R) <= sizeof(std::int64_t)) {
        std::int64_t ns = 0;
        if (to_nanoseconds<P>(d.count(), ns)) return words.seconds(std::chrono::nanoseconds{ns});
        words.real_bits(seconds_bits<P>(static_cast<double>(d.count())));
    } else {  // a class as representation: its own operators decide
        using std::chrono::nanoseconds;
        double const seconds = std::chrono::duration<double>(d).count();
        constexpr double greatest = 9'223'372'036.85;                 // 2^63 ns are slightly more
        bool const fits = seconds < greatest && seconds > -greatest;  // NaN does not
        if (!fits) return words.real(seconds);
        auto const whole = std::chrono::duration_cast<std::chrono::seconds>(d);  // first: not every count can be scaled
        words.seconds(nanoseconds{whole} + std::chrono::duration_cast<nanoseconds>(d - whole));
    }
}

/// Writes an integer that is neither a character nor a `bool`.
template <std::integral T>
void write_integer(word_writer& words, T i) noexcept {
    if constexpr (std::is_signed_v<T>) {
        words.integer(static_cast<std::int64_t>(i));
    } else {
        words.unsigned_integer(static_cast<std::uint64_t>(i));
    }
}

/// Return the key and the value of an element of a map, a standard one or one of a JSON document.
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

/// Returns the text for a key that is not text: a character, the name of an enumerator, or the digits of a number.
template <class K>
text key_text(K key, std::array<char, 24>& digits) noexcept {
    constexpr type_kind kind = kind_without_encoder<K>();
    if constexpr (kind == type_kind::character) {
        digits[0] = static_cast<char>(key);
        return std::string_view{digits.data(), 1};
    } else if constexpr (kind == type_kind::wide_character) {
        std::basic_string_view const s{&key, 1};
        write_utf8(digits.data(), s);
        return std::string_view{digits.data(), utf8_size(s)};
    } else if constexpr (kind == type_kind::described_enumeration) {
        char const* const name = describer<K>::name(key);
        return name != nullptr ? text{name} : key_text(+static_cast<std::underlying_type_t<K>>(key), digits);
    } else {
        auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), +key);
        return std::string_view{digits.data(), end.ptr};
    }
}

template <class T>
void write_bits(word bits, value_writer& out) {
    std::remove_const_t<T> value;
    std::memcpy(&value, &bits, sizeof value);
    out.write(value);
}

template <class T>
void write_at(word address, value_writer& out) {
    void const* value = nullptr;
    std::memcpy(static_cast<void*>(&value), &address, sizeof value);
    out.write(*static_cast<T const*>(value));
}

}  // namespace detail

template <std::invocable<object_writer&> F>
void value_writer::object(F&& body) {
    auto const place = words_.begin(detail::tag::object);
    object_writer members{*this};
    if (!words_.failed()) std::forward<F>(body)(members);
    members.require_complete();
    detail::end_object(words_, place);
}

inline void value_writer::write_members(std::initializer_list<field> members) {
    object([&](object_writer& out) {
        for (field const& f : members) out.member(f.key(), detail::written_element{f.value()});
    });
}

inline void value_writer::write_elements(std::initializer_list<element> elements) {
    array([&] {
        for (element const& e : elements) write_element(e);
    });
}

inline void value_writer::write_element(element const& value) {
    switch (value.kind_) {
        case detail::tag::boolean: return words_.boolean(value.boolean_);
        case detail::tag::integer: return words_.integer(value.integer_);
        case detail::tag::unsigned_integer: return words_.unsigned_integer(static_cast<std::uint64_t>(value.integer_));
        case detail::tag::real: return words_.real_bits(value.real_);
        case detail::tag::text: return words_.string(value.text_);
        case detail::tag::object: return write_members(value.members_);
        case detail::tag::array: return write_elements(value.elements_);
        default: return value.other_.write(value.other_.value, *this);
    }
}

/// Writes member by member, since the value may nest too deep at its new place.
inline void value_writer::write(value_view value) {
    if (value.kind() == value_kind::object) {
        return object([&](object_writer& out) {
            for (member_view const m : value.members()) out.member(m.key().text(), m.value());
        });
    }
    if (value.kind() != value_kind::array) return words_.copy(detail::words_of(value));
    array([&] {
        for (value_view const e : value.elements()) write(e);
    });
}

template <detail::passed_by_value T>
void value_writer::write(T value) {
    using kind = detail::type_kind;
    constexpr kind of_type = detail::classify<T>();
    if constexpr (of_type == kind::encoded) {
        write_encoded(value);
    } else if constexpr (of_type == kind::boolean) {
        words_.boolean(value);
    } else if constexpr (of_type == kind::character) {
        char const c = static_cast<char>(value);
        words_.string(text{std::string_view{&c, 1}});
    } else if constexpr (of_type == kind::wide_character) {
        write_wide(std::basic_string_view{&value, 1});
    } else if constexpr (of_type == kind::enumeration || of_type == kind::described_enumeration) {
        write_enum(value);
    } else if constexpr (of_type == kind::integer) {
        detail::write_integer(words_, value);
    } else {
        words_.real_bits(detail::real_bits(value));
    }
}

template <class T>
    requires(!detail::passed_by_value<T>)
void value_writer::write(T const& value) {
    using type = std::remove_cv_t<T>;
    using kind = detail::type_kind;
    constexpr kind of_type = detail::classify<type>();
    if constexpr (of_type == kind::encoded) {
        write_encoded(value);
    } else if constexpr (of_type == kind::null) {
        words_.null();
    } else if constexpr (of_type == kind::converted_real) {
        words_.real_bits(detail::real_bits(value));
    } else if constexpr (of_type == kind::bit_reference) {
        words_.boolean(static_cast<bool>(value));
    } else if constexpr (of_type == kind::text) {
        words_.string(text{value});
    } else if constexpr (of_type == kind::wide_text) {
        write_wide(detail::wide_view(value));
    } else if constexpr (of_type == kind::duration) {
        detail::write_duration(words_, value);
    } else if constexpr (of_type == kind::time_point) {
        detail::write_duration(words_, value.time_since_epoch());
    } else {
        detail::require_loggable<type>();
        if constexpr (loggable<type>) write_composite(value);  // otherwise one error message is enough
    }
}

/// Makes sure that exactly one value is written, whatever the encoder does, or fails the entry.
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
void value_writer::write_enum(T value) {
    if constexpr (detail::kind_without_encoder<T>() == detail::type_kind::described_enumeration) {
        if (char const* const name = detail::describer<T>::name(value)) return words_.string(text{name});
    }
    detail::write_integer(words_, static_cast<std::underlying_type_t<T>>(value));
}

template <class T>
void value_writer::write_composite(T const& value) {
    using kind = detail::type_kind;
    constexpr kind of_type = detail::classify<T>();
    if constexpr (of_type == kind::document) {
        write_document(value);
    } else if constexpr (of_type == kind::error) {
        write_error(value);
    } else if constexpr (of_type == kind::exception) {
        detail::write_exception(*this, value);
    } else if constexpr (of_type == kind::thread_id) {
        write_thread(value);
    } else if constexpr (of_type == kind::path) {
        write(value.native());
    } else if constexpr (of_type == kind::address) {
        write(value.to_string());
    } else if constexpr (of_type == kind::local_endpoint) {
        write(value.path());
    } else if constexpr (of_type == kind::internet_endpoint) {
        write_endpoint(value);
    } else if constexpr (of_type == kind::optional) {
        value.has_value() ? write(*value) : words_.null();
    } else if constexpr (of_type == kind::variant) {
        value.valueless_by_exception() ? words_.null() : std::visit([&](auto const& v) { write(v); }, value);
    } else if constexpr (of_type == kind::characters) {
        words_.string(text{std::string_view{reinterpret_cast<char const*>(value.data()), value.size()}});  // or char8_t
    } else if constexpr (of_type == kind::wide_characters) {
        write_wide(std::basic_string_view{value.data(), value.size()});
    } else if constexpr (of_type == kind::uuid) {
        write_uuid(value);
    } else if constexpr (of_type == kind::map) {
        write_map(value);
    } else if constexpr (of_type == kind::range) {
        array([&] {
            for (auto const& e : value) write(e);
        });
    } else if constexpr (of_type == kind::tuple) {
        array([&] { detail::with_elements([&](auto const&... e) { (write(e), ...); }, value); });
    } else {
        write_described(value);
    }
}

template <class T>
void value_writer::write_error(T const& e) {
    object([&](object_writer& out) {
        out.member("category", e.category().name());
        out.member("value", e.value());
        out.member("message", e.message());
    });
}

/// Writes an address and a port in the usual notation.
template <class T>
void value_writer::write_endpoint(T const& value) {
    auto const address = value.address();
    auto const host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
    write(host + ":" + std::to_string(value.port()));
}

template <class T>
void value_writer::write_thread(T id) {
    static_assert(sizeof id <= sizeof(std::uint64_t) && std::is_trivially_copyable_v<T>);
    std::uint64_t number = 0;
    std::memcpy(&number, &id, sizeof id);
    words_.unsigned_integer(number);
}

template <class T>
void value_writer::write_map(T const& map) {
    object([&](object_writer& out) {
        for (auto const& e : map) {
            auto const& key = detail::key_of(e);
            using key_type = std::remove_cvref_t<decltype(key)>;
            constexpr auto kind = detail::kind_without_encoder<key_type>();
            if constexpr (kind == detail::type_kind::text) {
                out.member(text{key}, detail::mapped_of(e));
            } else if constexpr (kind == detail::type_kind::wide_text) {
                out.member(key, detail::mapped_of(e));
            } else {
                std::array<char, 24> digits;
                out.member(detail::key_text(key, digits), detail::mapped_of(e));
            }
        }
    });
}

/// Writes a UUID in the notation of RFC 4122.
template <class T>
void value_writer::write_uuid(T const& id) {
    constexpr std::string_view hex = "0123456789abcdef";
    char* to = words_.string(std::size_t{36});
    if (to == nullptr) return;
    int n = 0;
    for (auto const e : id) {
        auto const byte = static_cast<unsigned char>(e);
        *to++ = hex[byte >> 4U];
        *to++ = hex[byte & 15U];
        ++n;
        if (n == 4 || n == 6 || n == 8 || n == 10) *to++ = '-';
    }
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

namespace detail {

/// The exceptions that are nested in another one, the outermost first.
struct nested_exceptions {
    std::exception_ptr outermost;
};

inline void write_type_and_text(object_writer& out, std::type_info const* type, std::exception const* e) {
    if (type != nullptr) with_name_of(*type, [&](std::string_view name) { out.member("type", name); });
    if (e != nullptr) out.member("what", e->what());
}

}  // namespace detail

/// Writes nested exceptions as an array, however deep they were nested.
template <>
struct encoder<detail::nested_exceptions> {
    static void encode(detail::nested_exceptions const& chain, value_writer& out) {
        out.array([&] {
            int more = 1000;  // limits an exception that is nested in itself, as after an assignment
            for (auto next = chain.outermost; next != nullptr && more != 0 && !detail::words_of(out).failed(); --more) {
                detail::look_into(std::exchange(next, nullptr), [&](std::type_info const* type, auto const* e) {
                    out.object([&](object_writer& members) { detail::write_type_and_text(members, type, e); });
                    if (e != nullptr) next = detail::nested_in(*e);
                });
            }
        });
    }
};

namespace detail {

inline void write_exception(value_writer& out, std::exception const& e, exception_text text) {
    out.object([&](object_writer& members) {
        with_type_of(e, [&](std::type_info const* type) {
            write_type_and_text(members, type, text == exception_text::with ? &e : nullptr);
        });
        if (auto inner = nested_in(e)) members.member("nested", nested_exceptions{std::move(inner)});
    });
}

inline void write_exception(value_writer& out, std::exception_ptr const& p) {
    bool written = false;
    look_into(p, [&](std::type_info const* type, std::exception const* e) {
        written = true;
        if (e != nullptr) return write_exception(out, *e);
        out.object([&](object_writer& members) { write_type_and_text(members, type, e); });
    });
    if (!written) detail::words_of(out).null();
}

}  // namespace detail
}  // namespace logdefer::inline LOGDEFER_ABI
