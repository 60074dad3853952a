// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Access to the internals of a log, for timers with details and for contexts.

#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>

#include <new>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI::detail {

class transaction;

struct log_access {
    /// Returns the transaction of a log, or null if the log is closed.
    template <class Log>
        requires requires(Log& log) { log.is_open(); }
    [[nodiscard]] static transaction* transaction_of(Log& log) noexcept {
        return log.is_open() ? log.transaction_ : nullptr;
    }

    /// Returns the transaction of a log that records lines of this level, or null.
    template <class Log>
    [[nodiscard]] static transaction* recording(Log& log, int level) noexcept {
        return log.is_kept(level) ? log.transaction_ : nullptr;
    }

    template <class Log>
    [[nodiscard]] static auto const& clock_of(Log const& log) noexcept {
        return log.clock_;
    }

    /// Sets the outcome `abandoned`, unless the log has one: its work was given up while it waited.
    template <class Log>
    static void propose_abandoned(Log& log) noexcept {
        if (auto* const t = transaction_of(log)) t->propose_outcome(outcome::abandoned);
    }

    /// Notes whether an exception came out of the last wait of the log's fiber.
    template <class Log>
    static void set_wait_unwound(Log& log, bool unwound) noexcept {
        if (auto* const t = transaction_of(log)) t->exceptions().set_wait_unwound(unwound);
    }

    /// Returns a log that is closed from the start. It is never destroyed, since objects that are destroyed later may
    /// still ask for it. No call on it writes to it, since all threads share it.
    template <class Log>
    [[gnu::cold]] static Log& closed() noexcept {
        constexpr bool can_be_made = std::is_default_constructible_v<typename Log::clock_type>
                                     && std::is_default_constructible_v<typename Log::serializer_type>;
        static_assert(can_be_made,
                      "logdefer: current() returns a closed log if no log is current, so the clock and the serializer "
                      "of the log must have default constructors.");
        if constexpr (can_be_made) {
            alignas(Log) static unsigned char storage[sizeof(Log)];
            static Log* const log = new (static_cast<void*>(storage))
                Log{typename Log::clock_type{}, typename Log::serializer_type{}, nullptr, 0};
            return *log;
        } else {
            __builtin_unreachable();
        }
    }
};

/// The type of a log that is not const.
template <class Log>
concept deferred_log = !std::is_const_v<Log> && requires(Log& log) {
    typename Log::clock_type;
    log_access::transaction_of(log);
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
