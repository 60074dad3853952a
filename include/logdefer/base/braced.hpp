// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Which arguments are braces with a name, `fields{...}` and `list{...}`.

#include <logdefer/base/config.hpp>
#include <logdefer/base/fwd.hpp>

#include <concepts>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <class T>
concept braced = std::same_as<T, fields> || std::same_as<T, list>;

/// Such arguments are passed on as they came, so that one with a name can be refused. Where there is none, all are
/// passed by constant reference, to which a bit-field can be bound.
template <class... Items>
concept with_braces = (braced<std::remove_cvref_t<Items>> || ...);
template <class... Items>
concept without_braces = !with_braces<Items...>;

/// A list of types, to be compared with another.
template <class... T>
struct types;

}  // namespace logdefer::inline LOGDEFER_ABI::detail
