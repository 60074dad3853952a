// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Level sets: the named member functions of a log, the numbers of the levels, and the compile-time threshold.
///
/// Records contain the numbers; a greater number is less severe. A level set is a type:
///
///     struct service_levels {
///         static constexpr int threshold = 50;              // calls above it generate no code
///         static constexpr std::string_view name(int level) noexcept { return level == 25 ? "notice" : ""; }
///         template <class Log>
///         struct members : logdefer::default_levels::members<Log> {
///             LOGDEFER_LEVEL(notice, 25)                     // log.notice(...) records at level 25
///         };
///     };
///
/// To change only the threshold, derive: `struct quiet : default_levels { static constexpr int threshold = 20; };`

#include <logdefer/base/braced.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/levels/level_macro.hpp>

#include <concepts>
#include <limits>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI {

/// The four levels of Log::Defer: error 10, warn 20, info 30, debug 40.
struct default_levels {
    /// Calls at a greater level generate no code. This value disables none.
    static constexpr int threshold = std::numeric_limits<int>::max();

    /// Returns the name of a level, or the empty text if the level has none.
    static constexpr std::string_view name(int level) noexcept {
        switch (level) {
            case 10: return "error";
            case 20: return "warn";
            case 30: return "info";
            case 40: return "debug";
            default: return {};
        }
    }

    template <class Log>
    struct members {
        LOGDEFER_LEVEL(error, 10)
        LOGDEFER_LEVEL(warn, 20)
        LOGDEFER_LEVEL(info, 30)
        LOGDEFER_LEVEL(debug, 40)
    };
};

namespace detail {
struct level_probe {};
}  // namespace detail

/// A set of levels. Only the type is used; no object of it is made.
///
/// Semantics the compiler cannot check: `members` has no state.
template <class L>
concept level_set = requires(int level) {
    { L::threshold } -> std::convertible_to<int>;
    { L::name(level) } noexcept -> std::same_as<std::string_view>;
    typename L::template members<detail::level_probe>;
};

}  // namespace logdefer::inline LOGDEFER_ABI
