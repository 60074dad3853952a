// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The concepts by which the type of a value is recognised, in the order in which `value_writer` tests them.

#include <logdefer/base/braced.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/fwd.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/values/encoder.hpp>
#include <logdefer/values/wide_text.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <variant>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <class T>
concept has_encoder = requires(T const& v, value_writer& out) { encoder<T>::encode(v, out); };

/// Integers of at most 64 bits, and all floating-point numbers.
template <class T>
concept number_like = std::floating_point<T> || (std::integral<T> && sizeof(T) <= 8 && !wide_char<T>);

/// A proxy for a `bool`, such as `std::vector<bool>::reference`.
template <class T>
concept bit_reference = std::is_class_v<T> && std::convertible_to<T const&, bool> && requires(T bit) {
    bit.flip();
    bit = true;
};

template <class T>
concept null_like =
    std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t> || std::same_as<T, std::monostate>;

template <class T>
inline constexpr bool is_duration = false;
template <class R, class P>
inline constexpr bool is_duration<std::chrono::duration<R, P>> = true;

template <class T>
inline constexpr bool is_time_point = false;
template <class C, class D>
inline constexpr bool is_time_point<std::chrono::time_point<C, D>> = true;

template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <class T>
concept optional_like = std::same_as<T, std::optional<typename T::value_type>>;

/// An enum described with Boost.Describe, whose macros declare functions that are found by argument-dependent lookup.
/// They are looked up without that library's headers, so that the result depends on the type alone, and the core of the
/// library stays cheap to include.
template <class T>
concept described_enum = std::is_enum_v<T> && requires(T** p) { boost_enum_descriptor_fn(p); };

template <class T>
concept described_class = std::is_class_v<T> && requires(T** p) {
    boost_public_member_descriptor_fn(p);
    boost_base_descriptor_fn(p);
};

/// Writes a type described with Boost.Describe. Incomplete here: include <logdefer/values/described.hpp>, as
/// <logdefer/logdefer.hpp> does.
template <class T>
struct describer;

/// A JSON document with the accessors of `boost::json::value`.
template <class T>
concept document = requires(T const& v) {
    { v.is_null() } -> std::same_as<bool>;
    { v.if_bool() } -> std::same_as<bool const*>;
    { v.if_int64() } -> std::same_as<std::int64_t const*>;
    { v.if_uint64() } -> std::same_as<std::uint64_t const*>;
    { v.if_double() } -> std::same_as<double const*>;
    v.if_string();
    v.if_array();
    v.if_object();
};

template <class T>
using element_of = std::remove_cvref_t<decltype(*std::begin(std::declval<T const&>()))>;

/// A range whose elements have another type than itself, unlike those of `std::filesystem::path`.
template <class T>
concept range_like = requires(T const& r) {
    std::begin(r) != std::end(r);
    typename element_of<T>;
} && !std::same_as<element_of<T>, T>;

/// A contiguous range of bytes, such as `std::vector<char>`.
template <class T>
concept char_range = range_like<T> && char_like<element_of<T>> && requires(T const& r) {
    { r.data() } -> std::convertible_to<element_of<T> const*>;
    r.size();
};

/// A contiguous range of UTF-16 or UTF-32 units, such as `std::vector<char16_t>`.
template <class T>
concept wide_char_range = range_like<T> && wide_char<element_of<T>> && requires(T const& r) {
    { r.data() } -> std::convertible_to<element_of<T> const*>;
    r.size();
};

/// The 16 bytes of an RFC 4122 identifier, recognised by the members of `boost::uuids::uuid` and similar types.
template <class T>
concept uuid_like = range_like<T> && sizeof(element_of<T>) == 1 && sizeof(T) == 16 && requires(T const& id) {
    { id.is_nil() } -> std::same_as<bool>;
    id.version();
};

/// A code or condition of the standard library or of Boost.System.
template <class T>
concept error_like = !described_class<T> && requires(T const& e) {
    { e.value() } -> std::same_as<int>;
    { e.category().name() } -> std::convertible_to<char const*>;
    { e.message() } -> std::same_as<std::string>;
};

template <class T>
concept exception_like = std::derived_from<T, std::exception> && !described_class<T>;

/// A path of the standard library or of Boost.Filesystem.
template <class T>
concept path_like = !described_class<T> && requires(T const& p) {
    p.lexically_normal();
    p.root_directory();
} && (text_like<typename T::string_type> || wide_text<typename T::string_type>);

/// An IP address of Asio.
template <class T>
concept address_like = !described_class<T> && requires(T const& a) {
    { a.is_unspecified() } -> std::same_as<bool>;
    { a.is_loopback() } -> std::same_as<bool>;
    { a.is_multicast() } -> std::same_as<bool>;
    { a.to_string() } -> std::same_as<std::string>;
};

/// The endpoints of Asio: of an internet protocol, and of a local socket.
template <class T>
concept internet_endpoint = !described_class<T> && requires(T const& e) {
    e.protocol();
    { e.port() } -> std::same_as<std::uint_least16_t>;
    { e.address().is_v6() } -> std::same_as<bool>;
} && address_like<std::remove_cvref_t<decltype(std::declval<T const&>().address())>>;
template <class T>
concept local_endpoint = !described_class<T> && requires(T const& e) {
    e.protocol();
    e.capacity();
    { e.path() } -> std::same_as<std::string>;
};

/// Types that have a usual notation as text, but do not store that text.
template <class T>
concept text_of_its_own = path_like<T> || address_like<T> || internet_endpoint<T> || local_endpoint<T>;

/// Types that can be the key of a member.
template <class T>
concept key_like = text_like<T> || wide_text<T> || std::integral<T> || std::is_enum_v<T>;

/// A container that maps unique keys to values.
template <class T>
concept map_like = range_like<T> && requires {
    typename T::key_type;
    typename T::mapped_type;
} && key_like<typename T::key_type> && !requires(T m, typename T::value_type const& v) {
    { m.insert(v) } -> std::same_as<typename T::iterator>;
};

/// Keys whose text a reader can understand: not the numbers of an enum without names.
template <class K>
concept readable_key = !std::is_enum_v<K> || described_enum<K>;

template <class T>
concept tuple_like = !range_like<T> && requires { std::tuple_size<T>::value; };

/// Calls a function with the elements of a tuple. `get` is found by argument-dependent lookup, since <tuple> is
/// expensive to parse.
template <class F, class T>
decltype(auto) with_elements(F&& f, T const& tuple) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
        return std::forward<F>(f)(get<I>(tuple)...);
    }(std::make_index_sequence<std::tuple_size_v<T>>{});
}

template <class T>
constexpr bool is_loggable();

template <class T, std::size_t... I>
constexpr bool all_elements_loggable(std::index_sequence<I...>) {
    return (is_loggable<std::remove_cvref_t<std::tuple_element_t<I, T>>>() && ...);
}

template <class... T>
constexpr bool all_alternatives_loggable(std::variant<T...> const*) {
    return (is_loggable<T>() && ...);
}

template <class T>
constexpr bool is_loggable() {
    if constexpr (has_encoder<T> || null_like<T> || number_like<T> || bit_reference<T> || text_like<T> || wide_char<T>
                  || wide_text<T> || std::is_enum_v<T> || is_duration<T> || is_time_point<T> || document<T>
                  || std::same_as<T, value_view> || error_like<T> || exception_like<T>
                  || std::same_as<T, std::exception_ptr> || std::same_as<T, std::thread::id> || text_of_its_own<T>) {
        return true;
    } else if constexpr (optional_like<T>) {
        return is_loggable<typename T::value_type>();
    } else if constexpr (is_variant<T>) {
        return all_alternatives_loggable(static_cast<T const*>(nullptr));
    } else if constexpr (map_like<T>) {
        return readable_key<typename T::key_type> && is_loggable<typename T::mapped_type>();
    } else if constexpr (range_like<T>) {
        return is_loggable<element_of<T>>();
    } else if constexpr (tuple_like<T>) {
        return all_elements_loggable<T>(std::make_index_sequence<std::tuple_size_v<T>>{});
    } else {
        return described_class<T>;
    }
}

/// Fails to compile if `T` is not loggable. A function and not a constant, so that the compiler's message names the
/// type.
template <class T>
constexpr void require_loggable() {
    static_assert(
        !braced<T> && !std::same_as<T, element> && !std::same_as<T, field>,
        "logdefer: fields and lists refer to values that may not exist after the call that they are written in, so "
        "they cannot be named or stored. Write the braces in the call, or use logdefer::object or logdefer::array, "
        "which own their values.");
    if constexpr (map_like<T>) {
        static_assert(readable_key<typename T::key_type>,
                      "logdefer: the keys of this map are enumerators without names. Describe the enum with "
                      "BOOST_DESCRIBE_ENUM, or convert the keys to text or to integers.");
    }
    static_assert(is_loggable<T>() || braced<T> || std::same_as<T, element> || std::same_as<T, field>,
                  "logdefer: this type cannot be logged. Specialise logdefer::encoder<T>, or describe it with "
                  "BOOST_DESCRIBE_STRUCT, or write logdefer::as_json(value) if boost::json::value_from accepts it.");
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
