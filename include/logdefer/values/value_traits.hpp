// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The concepts by which the type of a value is recognised. A type may satisfy several; `type_kind.hpp` says which
/// of them decides.

#include <logdefer/base/config.hpp>
#include <logdefer/base/fwd.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/values/encoder.hpp>
#include <logdefer/values/wide_text.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <class T>
concept has_encoder = requires(T const& v, value_writer& out) { encoder<T>::encode(v, out); };

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

/// A range that is stored as one array.
template <class T>
concept contiguous = requires(T const& r) {
    { r.data() } -> std::convertible_to<element_of<T> const*>;
    r.size();
};

/// The 16 bytes of an RFC 4122 identifier, recognised by the members of `boost::uuids::uuid` and similar types.
template <class T>
concept uuid_like = sizeof(element_of<T>) == 1 && sizeof(T) == 16 && requires(T const& id) {
    { id.is_nil() } -> std::same_as<bool>;
    id.version();
};

/// A code or condition of the standard library or of Boost.System.
template <class T>
concept error_like = requires(T const& e) {
    { e.value() } -> std::same_as<int>;
    { e.category().name() } -> std::convertible_to<char const*>;
    { e.message() } -> std::same_as<std::string>;
};

/// A pointer to an object, of the language or with an owner.
template <class T>
concept pointer_like = (std::is_pointer_v<T> && !std::is_function_v<std::remove_pointer_t<T>>) || requires(T const& p) {
    { p.get() } -> std::same_as<typename T::element_type*>;
};

/// A path of the standard library or of Boost.Filesystem.
template <class T>
concept path_like = requires(T const& p) {
    p.lexically_normal();
    p.root_directory();
} && (text_like<typename T::string_type> || wide_text<typename T::string_type>);

/// An IP address of Asio.
template <class T>
concept address_like = requires(T const& a) {
    { a.is_unspecified() } -> std::same_as<bool>;
    { a.is_loopback() } -> std::same_as<bool>;
    { a.is_multicast() } -> std::same_as<bool>;
    { a.to_string() } -> std::same_as<std::string>;
};

/// The endpoints of Asio: of an internet protocol, and of a local socket.
template <class T>
concept internet_endpoint = requires(T const& e) {
    e.protocol();
    { e.port() } -> std::same_as<std::uint_least16_t>;
    { e.address().is_v6() } -> std::same_as<bool>;
} && address_like<std::remove_cvref_t<decltype(std::declval<T const&>().address())>>;
template <class T>
concept local_endpoint = requires(T const& e) {
    e.protocol();
    e.capacity();
    { e.path() } -> std::same_as<std::string>;
};

/// A container that maps unique keys to values.
template <class T>
concept map_like = requires {
    typename T::key_type;
    typename T::mapped_type;
} && !requires(T m, typename T::value_type const& v) {
    { m.insert(v) } -> std::same_as<typename T::iterator>;
};

/// Returns whether the name of a type is that of `std::thread::id` in libstdc++ or libc++. With -fno-pretty-templates,
/// g++ writes it as an argument.
template <class T>
consteval bool is_named_like_thread_id() {
    constexpr std::string_view name{__PRETTY_FUNCTION__};
    return name.ends_with("T = std::thread::id]") || name.ends_with("<std::thread::id>()")
           || name.ends_with("T = std::__thread_id]") || name.ends_with("T = std::__1::__thread_id]");
}

/// The id of a thread, recognised by its name: a program that logs one has included <thread>, and for all others that
/// header would be the most expensive one (see docs/performance.md).
template <class T>
concept thread_id = std::is_class_v<T> && is_named_like_thread_id<T>();

template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; };

/// Calls a function with the elements of a tuple. Finds `get` by argument-dependent lookup, so that tuples of a program
/// or of another library can be logged: `std::apply` would find only those of the standard library.
template <class F, class T>
decltype(auto) with_elements(F&& f, T const& tuple) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
        return std::forward<F>(f)(get<I>(tuple)...);
    }(std::make_index_sequence<std::tuple_size_v<T>>{});
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
