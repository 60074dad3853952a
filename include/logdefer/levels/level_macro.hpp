// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The macro that a level set is written with. `level.hpp` includes this header; a file that imports the module
/// `logdefer` includes it itself, because a module exports no macros.

#include <utility>

/// Declares the member function `name` in the template `members` of a level set, whose parameter must be named `Log`.
///
/// The function is called as `log.name(message, items...)`; braces after the message make a set of fields. This is a
/// macro because the name of a member function cannot be a template argument. The attribute removes a disabled call
/// completely at -O2. The last overload explains braces that are neither fields nor a list.
#define LOGDEFER_LEVEL(name, number)                                                                                 \
    template <class Message, class... Items>                                                                         \
        requires ::logdefer::detail::without_braces<Items...>                                                        \
    [[gnu::always_inline]] void name(Message&& message, Items const&... items) noexcept {                            \
        static_cast<Log&>(*this).template log_at<number>(std::forward<Message>(message), items...);                  \
    }                                                                                                                \
    template <class Message, class First = ::logdefer::fields, class... Items>                                       \
        requires ::logdefer::detail::with_braces<First, Items...>                                                    \
    [[gnu::always_inline]] void name(Message&& message, First&& first, Items&&... items) noexcept {                  \
        static_cast<Log&>(*this).template log_at<number>(std::forward<Message>(message), std::forward<First>(first), \
                                                         std::forward<Items>(items)...);                             \
    }                                                                                                                \
    template <class Unknown = Log>                                                                                   \
    void name(::logdefer::detail::anything const&, ::logdefer::detail::anything const&,                              \
              ::logdefer::detail::anything const& = {}, ::logdefer::detail::anything const& = {},                    \
              ::logdefer::detail::anything const& = {}, ::logdefer::detail::anything const& = {}) noexcept {         \
        ::logdefer::detail::refuse_braces<Unknown>();                                                                \
    }
