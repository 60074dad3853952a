// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A reference to a log of any type, for functions that are not templates.

#include <logdefer/async/log_access.hpp>
#include <logdefer/base/braced.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/basic_log_defer.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/levels/level.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/timer_scope.hpp>
#include <logdefer/transaction/data_setters.hpp>
#include <logdefer/transaction/lines.hpp>
#include <logdefer/transaction/transaction.hpp>
#include <logdefer/values/probe.hpp>
#include <logdefer/values/type_kind.hpp>
#include <logdefer/values/value.hpp>
#include <logdefer/values/value_writer.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

/// A log whose type is not known. Models `clock_source`: its clock is that of the log.
class any_log {
public:
    template <class Log>
    explicit any_log(Log& log) noexcept : log_(&log), functions_(&functions_of<Log>) {}

    [[nodiscard]] std::chrono::nanoseconds wall() const noexcept { return functions_->wall(log_); }
    [[nodiscard]] std::int64_t ticks() const noexcept { return functions_->ticks(log_); }
    [[nodiscard]] std::chrono::nanoseconds elapsed(std::int64_t ticks) const noexcept {
        return functions_->elapsed(log_, ticks);
    }

    /// Returns the transaction of the log if it records lines of this level, or null.
    [[nodiscard]] transaction* recording(int level) const noexcept { return functions_->recording(log_, level); }
    /// Returns the transaction of the log, or null if the log is closed. An open log records lines of this level.
    [[nodiscard]] transaction* recording() const noexcept { return recording(std::numeric_limits<int>::min()); }

private:
    struct functions {
        transaction* (*recording)(void* log, int level) noexcept;
        std::chrono::nanoseconds (*wall)(void* log) noexcept;
        std::int64_t (*ticks)(void* log) noexcept;
        std::chrono::nanoseconds (*elapsed)(void* log, std::int64_t ticks) noexcept;
    };

    template <class Log>
    static constexpr functions functions_of{
        [](void* log, int level) noexcept { return log_access::recording(*static_cast<Log*>(log), level); },
        [](void* log) noexcept { return log_access::clock_of(*static_cast<Log*>(log)).wall(); },
        [](void* log) noexcept { return log_access::clock_of(*static_cast<Log*>(log)).ticks(); },
        [](void* log, std::int64_t ticks) noexcept {
            // NOLINTNEXTLINE(readability-static-accessed-through-instance): static in some clocks only
            return log_access::clock_of(*static_cast<Log*>(log)).elapsed(ticks);
        }};

    void* log_;
    functions const* functions_;
};

}  // namespace detail

/// Refers to a log of any clock, format and level set. Functions that take a `log_ref` are compiled once, and a test
/// can call them with a log on a `manual_clock`.
///
/// The calls do what those of the log do; levels that the log does not keep, at run time or at compile time, are not
/// recorded. The names of the functions are those of `default_levels`, also if the log has others.
///
/// Two words, to be passed by value.
///
/// @par Lifetime       the log must not be destroyed while the reference is used; a reference to a log that has ended
///                     or was moved from does nothing. While a timer of the reference runs, the log must not be moved.
/// @par Thread safety  that of the log
/// @par Complexity     that of the log, and three indirect calls for each line
class log_ref : public default_levels::members<log_ref>, detail::data_setters<log_ref> {
public:
    /// Refers to `log`.
    template <detail::deferred_log Log>
        requires(!std::same_as<Log, log_ref>)
    log_ref(Log& log) noexcept : log_(log) {}

    /// Records a line, as `basic_log_defer::add_log` does.
    template <class Message, class... Items>
        requires detail::without_braces<Items...>
    void add_log(int level, Message&& message, Items const&... items) noexcept {
        record_line(level, std::forward<Message>(message), items...);
    }
    template <class Message, class First = fields, class... Items>
        requires detail::with_braces<First, Items...>
    void add_log(int level, Message&& message, First&& first, Items&&... items) noexcept {
        record_line(level, std::forward<Message>(message), std::forward<First>(first), std::forward<Items>(items)...);
    }
    template <class Unknown = log_ref>
    void add_log(int, detail::anything const&, detail::anything const&, detail::anything const& = {},
                 detail::anything const& = {}, detail::anything const& = {}, detail::anything const& = {}) noexcept {
        detail::refuse_braces<Unknown>();
    }

    /// Records a line; called by the functions that are named after levels.
    template <int Level, class Message, class... Items>
    [[gnu::always_inline]] void log_at(Message&& message, Items&&... items) noexcept {
        record_line(Level, std::forward<Message>(message), std::forward<Items>(items)...);
    }

    using detail::data_setters<log_ref>::data;
    using detail::data_setters<log_ref>::operator[];

    /// Starts a timer, which stops when the returned object is destroyed. The log must not be moved before.
    [[nodiscard]] timer_scope<detail::any_log> timer(text name) noexcept {
        detail::transaction* const t = log_.recording();
        if (t == nullptr) return timer_scope<detail::any_log>{log_};
        auto const place = t->entries().start_timer(name, t->entries().now(log_));
        return place == 0 ? timer_scope<detail::any_log>{log_} : detail::timer_access::handle(*t, place, log_);
    }

    /// Keeps a callable until the record is finished, as `basic_log_defer::if_kept` does.
    template <std::invocable F>
        requires loggable<std::invoke_result_t<F&>>
    [[nodiscard]] probe if_kept(F f) noexcept {
        detail::transaction* const t = log_.recording();
        return detail::probe_access::of(t != nullptr ? t->add_probe(std::move(f)) : 0);
    }

    /// Overwrites a value that turned out to be secret, as `basic_log_defer::redact` does.
    void redact(text value) noexcept {
        if (detail::transaction* const t = log_.recording()) t->learn_secret(value.view());
    }

private:
    friend detail::data_setters<log_ref>;

    template <class Message, class... Items>
    [[gnu::always_inline]] void record_line(int level, Message&& message, Items&&... items) noexcept {
        detail::transaction* const t = log_.recording(level);
        if (t == nullptr) return;
        if constexpr (text_like<Message>) {
            detail::write_line(t->entries(), level, log_, text{message}, std::forward<Items>(items)...);
        } else if constexpr (!std::invocable<Message&>) {
            detail::require_message<std::remove_cvref_t<Message>>();
        } else {
            auto const ticks = log_.ticks();
            bool const built =
                detail::completes([&] { write_lazy_line(level, ticks, message(), std::forward<Items>(items)...); });
            if (!built) drop_line();
        }
    }

    template <class Built, class... Items>
    void write_lazy_line(int level, std::int64_t ticks, Built&& built, Items&&... items) noexcept {
        detail::transaction* const t = log_.recording();  // the callable may have ended the log
        if (t == nullptr) return;
        auto const time = t->entries().read_time(log_, ticks);
        detail::write_built_line(t->entries(), level, time, built, std::forward<Items>(items)...);
    }

    void drop_line() noexcept {
        if (detail::transaction* const t = log_.recording()) (void)t->entries().drop(detail::entry_kind::log);
    }

    template <class T>
    void set_data(text key, T&& value, merge_data merge) noexcept {
        if (detail::transaction* const t = log_.recording()) {
            t->entries().append_data(merge, key, std::forward<T>(value));
        }
    }

    detail::any_log log_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
