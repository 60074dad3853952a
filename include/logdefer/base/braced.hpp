// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Recognises arguments of the types `fields` and `list`, whose values are written as braces; and refuses braces that
/// are neither.

#include <logdefer/base/config.hpp>
#include <logdefer/base/fwd.hpp>

#include <concepts>
#include <initializer_list>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <class T>
concept braced = std::same_as<T, fields> || std::same_as<T, list>;

/// Arguments of which at least one is braced. These are forwarded, so that a named one can be refused; others are
/// passed by constant reference, to which a bit-field can be bound.
template <class... Items>
concept with_braces = (braced<std::remove_cvref_t<Items>> || ...);
template <class... Items>
concept without_braces = !with_braces<Items...>;

/// Converts from any argument, braces included. An overload with such parameters is called only if no other can be: it
/// exists to say what is wrong with the call.
class anything {
public:
    template <class T>
    anything(T const&) noexcept;
    anything(std::initializer_list<anything>) noexcept;
};

/// Fails to compile for a type that is not braced: says how braces are written.
template <class Unknown>
constexpr void refuse_braces() {
    static_assert(
        braced<Unknown>,
        "logdefer: these braces are no value. Each field has braces of its own, and its key is text, as in "
        "log.info(\"text\", {{\"key\", 1}, {\"other\", 2}}). Only one set of fields, right after the message, "
        "is written without its type; elsewhere write logdefer::fields{{\"key\", 1}}, and for an array "
        "logdefer::list{1, 2}.");
}

/// A list of types that can be compared with another one.
template <class... T>
struct types;

}  // namespace logdefer::inline LOGDEFER_ABI::detail
