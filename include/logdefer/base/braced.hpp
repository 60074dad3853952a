// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Recognises arguments of the types `fields` and `list`, whose values are written as braces.

#include <logdefer/base/config.hpp>
#include <logdefer/base/fwd.hpp>

#include <concepts>
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

/// A list of types that can be compared with another one.
template <class... T>
struct types;

}  // namespace logdefer::inline LOGDEFER_ABI::detail
