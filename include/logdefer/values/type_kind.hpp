// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The kind of a type, which decides whether and how its values are logged. The order in which types are tested is
/// defined only here: code that writes a value or computes its size uses the kind, and does not test concepts itself.

#include <logdefer/base/braced.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/fwd.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/values/value_traits.hpp>
#include <logdefer/values/wide_text.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

namespace logdefer::inline LOGDEFER_ABI::detail {

enum class type_kind : std::uint8_t {
    none,     // cannot be logged
    encoded,  // has an encoder, which takes precedence over everything else
    null,
    boolean,
    bit_reference,
    character,
    wide_character,
    integer,
    real,            // double
    converted_real,  // float and long double, which are recorded as a double
    enumeration,     // without names
    described_enumeration,
    text,
    wide_text,
    duration,
    time_point,
    document,
    value_view,
    error,
    exception,  // or std::exception_ptr
    thread_id,
    path,
    address,
    local_endpoint,
    internet_endpoint,
    optional,
    variant,
    characters,  // a contiguous range of bytes, such as std::vector<char>
    wide_characters,
    uuid,
    map,
    range,
    tuple,
    described_class,
};

template <class T>
consteval type_kind kind_without_encoder();

/// Types that can be the key of a member. Encoders are not used for keys, since they may write any value.
template <class K>
constexpr bool is_key_like() {
    switch (kind_without_encoder<std::remove_cv_t<K>>()) {
        case type_kind::boolean:
        case type_kind::character:
        case type_kind::wide_character:
        case type_kind::integer:
        case type_kind::enumeration:
        case type_kind::described_enumeration:
        case type_kind::text:
        case type_kind::wide_text: return true;
        default: return false;
    }
}

/// Returns the kind of a class that is not described and has an interface which the library knows, or `none`.
template <class T>
consteval type_kind kind_by_interface() {
    if constexpr (error_like<T>) {
        return type_kind::error;
    } else if constexpr (std::derived_from<T, std::exception> || std::same_as<T, std::exception_ptr>) {
        return type_kind::exception;
    } else if constexpr (thread_id<T>) {
        return type_kind::thread_id;
    } else if constexpr (path_like<T>) {
        return type_kind::path;
    } else if constexpr (address_like<T>) {
        return type_kind::address;
    } else if constexpr (local_endpoint<T>) {
        return type_kind::local_endpoint;
    } else if constexpr (internet_endpoint<T>) {
        return type_kind::internet_endpoint;
    } else {
        return type_kind::none;
    }
}

template <range_like T>
consteval type_kind kind_of_range() {
    if constexpr (char_like<element_of<T>> && contiguous<T>) {
        return type_kind::characters;
    } else if constexpr (wide_char<element_of<T>> && contiguous<T>) {
        return type_kind::wide_characters;
    } else if constexpr (uuid_like<T>) {
        return type_kind::uuid;
    } else if constexpr (map_like<T>) {
        return is_key_like<typename T::key_type>() ? type_kind::map : type_kind::range;
    } else {
        return type_kind::range;
    }
}

/// Returns the kind of a type of numbers or enumerators, or `none`.
template <class T>
consteval type_kind kind_of_scalar() {
    if constexpr (std::same_as<T, bool>) {
        return type_kind::boolean;
    } else if constexpr (char_like<T>) {
        return type_kind::character;
    } else if constexpr (wide_char<T>) {
        return type_kind::wide_character;
    } else if constexpr (std::same_as<T, double>) {
        return type_kind::real;
    } else if constexpr (std::floating_point<T>) {
        return type_kind::converted_real;
    } else if constexpr (sizeof(T) > sizeof(std::int64_t)) {
        return type_kind::none;
    } else if constexpr (std::integral<T>) {
        return type_kind::integer;
    } else {
        return described_enum<T> ? type_kind::described_enumeration : type_kind::enumeration;
    }
}

template <class T>
consteval type_kind kind_without_encoder() {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
        return kind_of_scalar<T>();
    } else if constexpr (null_like<T>) {
        return type_kind::null;
    } else if constexpr (bit_reference<T>) {
        return type_kind::bit_reference;
    } else if constexpr (text_like<T>) {
        return type_kind::text;
    } else if constexpr (wide_text<T>) {
        return type_kind::wide_text;
    } else if constexpr (is_duration<T>) {
        return type_kind::duration;
    } else if constexpr (is_time_point<T>) {
        return type_kind::time_point;
    } else if constexpr (document<T>) {
        return type_kind::document;
    } else if constexpr (std::same_as<T, value_view>) {
        return type_kind::value_view;
    } else if constexpr (!described_class<T> && kind_by_interface<T>() != type_kind::none) {
        return kind_by_interface<T>();  // otherwise, the description says what to log
    } else if constexpr (optional_like<T>) {
        return type_kind::optional;
    } else if constexpr (is_variant<T>) {
        return type_kind::variant;
    } else if constexpr (range_like<T>) {
        return kind_of_range<T>();
    } else if constexpr (tuple_like<T>) {
        return type_kind::tuple;
    } else {
        return described_class<T> ? type_kind::described_class : type_kind::none;
    }
}

/// Returns the kind of a type. `is_loggable` also checks the elements of optionals, variants, ranges, maps and tuples.
template <class T>
consteval type_kind classify() {
    if constexpr (has_encoder<T>) {
        return type_kind::encoded;
    } else {
        return kind_without_encoder<T>();
    }
}

/// Returns whether a type is a map whose keys are enumerators without names, which would be written as bare numbers.
template <class T>
constexpr bool has_unreadable_keys() {
    if constexpr (classify<T>() == type_kind::map) {
        return kind_without_encoder<std::remove_cv_t<typename T::key_type>>() == type_kind::enumeration;
    } else {
        return false;
    }
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
    constexpr type_kind kind = classify<T>();
    if constexpr (kind == type_kind::optional) {
        return is_loggable<typename T::value_type>();
    } else if constexpr (kind == type_kind::variant) {
        return all_alternatives_loggable(static_cast<T const*>(nullptr));
    } else if constexpr (kind == type_kind::map) {
        return !has_unreadable_keys<T>() && is_loggable<typename T::mapped_type>();
    } else if constexpr (kind == type_kind::range) {
        return is_loggable<element_of<T>>();
    } else if constexpr (kind == type_kind::tuple) {
        return all_elements_loggable<T>(std::make_index_sequence<std::tuple_size_v<T>>{});
    } else {
        return kind != type_kind::none;
    }
}

/// Fails to compile if `T` is not loggable. A function and not a constant, so that the compiler's message names the
/// type.
template <class T>
constexpr void require_loggable() {
    if constexpr (braced<T> || std::same_as<T, element> || std::same_as<T, field>) {
        static_assert(
            is_loggable<T>(),
            "logdefer: fields and lists refer to values that may not exist after the call that they are written in, so "
            "they cannot be named or stored. Write the braces in the call, or use logdefer::object or logdefer::array, "
            "which own their values.");
    } else if constexpr (has_unreadable_keys<T>()) {
        static_assert(is_loggable<T>(),
                      "logdefer: the keys of this map are enumerators without names. Describe the enum with "
                      "BOOST_DESCRIBE_ENUM, or convert the keys to text or to integers.");
    } else if constexpr (pointer_like<T>) {
        static_assert(is_loggable<T>(), "logdefer: a pointer cannot be logged. Write *p to log what it points to.");
    } else {
        static_assert(
            is_loggable<T>(),
            "logdefer: this type cannot be logged. Specialise logdefer::encoder<T>, or describe it with "
            "BOOST_DESCRIBE_STRUCT, or write logdefer::as_json(value) if boost::json::value_from accepts it.");
    }
}

/// Fails to compile if `T` is not text: says how to make a message of it.
template <class T>
constexpr void require_message() {
    if constexpr (wide_text<T>) {
        static_assert(text_like<T>,
                      "logdefer: a message must be UTF-8 text. Convert wide text, or pass it as an item or a value.");
    } else if constexpr (path_like<T>) {
        static_assert(
            text_like<T>,
            "logdefer: a path is not a message. Write path.string(), or pass the path as an item or a value.");
    } else if constexpr (classify<T>() == type_kind::exception) {
        static_assert(text_like<T>,
                      "logdefer: an exception is not a message. Write log.exception(e), or e.what(), or pass the "
                      "exception as an item or a value.");
    } else if constexpr (pointer_like<T>) {
        static_assert(text_like<T>, "logdefer: a pointer is not a message. Write *p, if that is text.");
    } else {
        static_assert(text_like<T>,
                      "logdefer: a message must be text, or a callable that returns text or a tuple of text and items. "
                      "Pass other values after the message, as items.");
    }
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
