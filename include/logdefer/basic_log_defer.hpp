// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The log of one transaction.

#include <logdefer/async/log_access.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/error_hook.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/formats/serializer.hpp>
#include <logdefer/levels/level.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/settings.hpp>
#include <logdefer/settings/settings_handle.hpp>
#include <logdefer/sinks/sink.hpp>
#include <logdefer/timer_scope.hpp>
#include <logdefer/transaction/data_setters.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/finish.hpp>
#include <logdefer/transaction/lines.hpp>
#include <logdefer/transaction/merging.hpp>
#include <logdefer/transaction/pool.hpp>
#include <logdefer/transaction/probes.hpp>
#include <logdefer/transaction/reserve.hpp>
#include <logdefer/transaction/shared_record.hpp>
#include <logdefer/transaction/transaction.hpp>
#include <logdefer/transaction/transaction_pool.hpp>
#include <logdefer/values/probe.hpp>
#include <logdefer/values/value.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <initializer_list>
#include <limits>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// Frees the memory that the calling thread and the process keep for reuse by later logs; each keeps up to 32 MiB.
inline void trim_memory() noexcept {
    detail::pool<detail::transaction>::trim();
    detail::pool<detail::shared_record>::trim();
    detail::pool<detail::probe_block>::trim();
    detail::reserve::trim();
}

/// Collects the lines, timers and data of one transaction and writes them to a sink as one record when it ends.
///
/// @tparam Clock       models `clock_source`: where times come from
/// @tparam Serializer  models `serializer`: the format of the record
/// @tparam LevelSet    models `level_set`: the named member functions (`info`, ...) and the compile-time threshold
///
/// @par Errors         recording never throws and reports no error to the caller: entries that cannot be kept are
///                     counted in the record's member `dropped`; `settings::on_error` is called with errors that cannot
///                     be part of the record
/// @par Thread safety  calls on one log and its timers must be sequenced, but may be made by any threads; different
///                     logs are independent of each other
/// @par Lifetime       arguments are copied during the call; a sink passed as an lvalue must outlive the log
/// @par Encoders       calls that an encoder makes on the log it is called for are refused and counted; the encoder
///                     must not destroy or move that log
/// @par Complexity     O(1) for an entry plus the copy of its text; ending the log is linear in the entries; no
///                     allocation in a steady state
template <clock_source Clock = system_clock, serializer Serializer = json_serializer,
          level_set LevelSet = default_levels>
class basic_log_defer : public LevelSet::template members<basic_log_defer<Clock, Serializer, LevelSet>>,
                        detail::data_setters<basic_log_defer<Clock, Serializer, LevelSet>> {
public:
    // The policies, for generic code.
    using clock_type = Clock;
    using serializer_type = Serializer;
    using levels = LevelSet;

    /// Starts the transaction now. An lvalue sink is referenced, an rvalue sink is owned; in the same way, settings
    /// with a name are referenced and must outlive the log, and temporary ones become part of it.
    template <sink Sink>
    explicit basic_log_defer(Sink&& sink, Clock clock = Clock{}) noexcept : clock_(std::move(clock)) {
        begin(std::forward<Sink>(sink), {.verbosity = std::numeric_limits<int>::max()});
    }
    template <sink Sink>
    basic_log_defer(Sink&& sink, settings const& s LOGDEFER_LIFETIMEBOUND, Clock clock = Clock{},
                    Serializer serializer = Serializer{}) noexcept
        : clock_(std::move(clock)), serializer_(std::move(serializer)) {
        begin_with(std::forward<Sink>(sink), s);
    }
    template <sink Sink>
    basic_log_defer(Sink&& sink, settings&& s, Clock clock = Clock{}, Serializer serializer = Serializer{}) noexcept
        : clock_(std::move(clock)), serializer_(std::move(serializer)) {
        begin_with(std::forward<Sink>(sink), std::move(s));
    }
    template <sink Sink>
    basic_log_defer(Sink&& sink, Clock clock, settings const& s LOGDEFER_LIFETIMEBOUND,
                    Serializer serializer = Serializer{}) noexcept
        : basic_log_defer(std::forward<Sink>(sink), s, std::move(clock), std::move(serializer)) {}
    template <sink Sink>
    basic_log_defer(Sink&& sink, Clock clock, settings&& s, Serializer serializer = Serializer{}) noexcept
        : basic_log_defer(std::forward<Sink>(sink), std::move(s), std::move(clock), std::move(serializer)) {}

    // The comments after these declarations are for the reader of an error: compilers quote the lines.
    template <sink Sink, class... More>
    basic_log_defer(Sink&&, settings const&&, More&&...) = delete;  // constant settings cannot be taken over: name them
    template <sink Sink, class... More>
    basic_log_defer(Sink&&, Clock, settings const&&, More&&...) = delete;  // constant settings cannot be taken over
    template <class NoSink, class... More>
        requires(!sink<NoSink> && !std::derived_from<std::remove_cvref_t<NoSink>, basic_log_defer>
                 && !std::same_as<std::remove_cvref_t<NoSink>, Clock>)
    explicit basic_log_defer(NoSink&&, More&&...) = delete;  // a sink takes a std::string_view; file_sink opens a path
    basic_log_defer(basic_log_defer const&) = delete;        // pass a reference, or std::move(log), or log.fork()

    /// Takes over the transaction of `other` with its running timers. The moved-from log ignores further calls.
    basic_log_defer(basic_log_defer&& other) noexcept
        : clock_(std::move(other.clock_)),
          serializer_(std::move(other.serializer_)),
          transaction_(std::exchange(other.transaction_, nullptr)),
          limit_(std::exchange(other.limit_, closed)) {
        arrive();
    }

    /// Finishes this log, then takes over the transaction of `other`.
    basic_log_defer& operator=(basic_log_defer&& other) noexcept {
        if (this == &other) return *this;
        (void)finish();
        clock_ = std::move(other.clock_);
        serializer_ = std::move(other.serializer_);
        transaction_ = std::exchange(other.transaction_, nullptr);
        limit_ = std::exchange(other.limit_, closed);
        arrive();
        return *this;
    }

    ~basic_log_defer() { (void)finish(); }

    /// Records a line: a message (text, or a callable that returns text or a tuple of text and items and runs only when
    /// the line is kept), then any number of items. Braces right after the message make one item of fields.
    template <class Message, class... Items>
        requires detail::without_braces<Items...>
    void add_log(int level, Message&& message, Items const&... items) noexcept {
        if (is_kept(level)) record_line(level, std::forward<Message>(message), items...);
    }
    template <class Message, class First = fields, class... Items>
        requires detail::with_braces<First, Items...>
    void add_log(int level, Message&& message, First&& first, Items&&... items) noexcept {
        if (is_kept(level)) {
            record_line(level, std::forward<Message>(message), std::forward<First>(first),
                        std::forward<Items>(items)...);
        }
    }

    template <class Unknown = Clock>
    void add_log(int, detail::anything const&, detail::anything const&, detail::anything const& = {},
                 detail::anything const& = {}, detail::anything const& = {}, detail::anything const& = {}) noexcept {
        detail::refuse_braces<Unknown>();
    }

    /// Records a line as `add_log` does, with a level known at compile time. A call above the threshold of the level
    /// set generates no code.
    template <int Level, class Message, class... Items>
        requires detail::without_braces<Items...>
    [[gnu::always_inline]] void log_at([[maybe_unused]] Message&& message,
                                       [[maybe_unused]] Items const&... items) noexcept {
        if constexpr (Level <= LevelSet::threshold) {
            if (Level < limit_) record_line(Level, std::forward<Message>(message), items...);
        }
    }
    template <int Level, class Message, class First = fields, class... Items>
        requires detail::with_braces<First, Items...>
    [[gnu::always_inline]] void log_at([[maybe_unused]] Message&& message, [[maybe_unused]] First&& first,
                                       [[maybe_unused]] Items&&... items) noexcept {
        if constexpr (Level <= LevelSet::threshold) {
            if (Level < limit_) {
                record_line(Level, std::forward<Message>(message), std::forward<First>(first),
                            std::forward<Items>(items)...);
            }
        }
    }

    using detail::data_setters<basic_log_defer>::data;
    using detail::data_setters<basic_log_defer>::operator[];

    /// Starts a timer, which stops when the returned object is destroyed.
    [[nodiscard, gnu::always_inline]] timer_scope<Clock> timer(text name) noexcept {
        if (limit_ == closed) return timer_scope<Clock>{clock_};
        auto const place = transaction_->entries().start_timer(name, now());
        return place == 0 ? timer_scope<Clock>{clock_} : detail::timer_access::handle(*transaction_, place, clock_);
    }

    /// Starts a timer with this name, or stops the running one that an earlier call started. O(n) in the number of
    /// timers while a timer that this function started is running, O(1) otherwise.
    void toggle_timer(text name) noexcept {
        if (limit_ != closed) transaction_->entries().toggle_timer(name, now());
    }

    /// Merges another record into this log. Its times are shifted by the difference of the two starts, the lines of
    /// both are ordered by time, and on duplicate keys of `data` its values win.
    void merge(record_view other, merge_data how = merge_data::shallow) noexcept {
        if (limit_ != closed) detail::merger{transaction_->entries()}.add(other, how);
    }
    void merge(record const& other, merge_data how = merge_data::shallow) noexcept {
        if (!other.empty()) merge(other.view(), how);
    }

    /// Sets how the transaction ended. The last call wins, also over the outcome of an exception in flight.
    ///
    /// Without a call, the outcome is `outcome::exception` if the log ends while an exception unwinds the stack that
    /// was thrown after the log began on this thread or was moved to it. A log that ends on a thread it neither began
    /// on nor was moved to gets no outcome from exceptions.
    void outcome(logdefer::outcome result) noexcept {
        if (limit_ != closed) transaction_->set_outcome(result);
    }

    /// Sets how the transaction ended, in the program's own words. A record with an outcome counts as one that did not
    /// end well; therefore the empty text and "ok" are equivalent to `outcome::ok`.
    void outcome(text words) noexcept {
        if (limit_ == closed) return;
        if (words.view().empty() || words.view() == "ok") return transaction_->set_outcome(logdefer::outcome::ok);
        transaction_->set_outcome(words);
    }

    /// Records an exception as a line of level 10. Its `what()` is the message; an item has its `type` and, if there
    /// are any (`std::throw_with_nested`), the `nested` exceptions, each with `type` and `what`.
    ///
    /// Does not set the outcome. For an exception that is not a `std::exception`, only the type is recorded, with the
    /// message "exception". A null pointer records nothing.
    void exception(std::exception const& e) noexcept {
        if (!is_kept(level_of_exceptions)) return;
        write_exception(e.what(),
                        [&](value_writer& out) { detail::write_exception(out, e, detail::exception_text::without); });
    }
    void exception(std::exception_ptr const& e = std::current_exception()) noexcept {
        if (e == nullptr || !is_kept(level_of_exceptions)) return;
        detail::look_into(e, [&](auto const*, std::exception const* known) noexcept {
            if (known != nullptr) return exception(*known);
            write_exception("exception", [&](value_writer& out) { detail::write_exception(out, e); });
        });
    }

    /// Keeps a callable until the record is finished, and returns the place of its result, to be logged:
    /// `log["plan"] = log.if_kept([=] { return explain(query); })`. The callable runs on the thread that finishes the
    /// record, if the record is kept and, with a rule `escalate`, if that holds; otherwise the value is `null`. It must
    /// return something loggable, and is destroyed with the record in any case.
    ///
    /// Capture by value what may not live until then. A result that is missing, since the callable threw, came after
    /// the `probe_time` of the settings, or was made by a parent process, is `null` and counted in `dropped`.
    ///
    /// @par Complexity  O(1), without allocation for a callable of up to 200 bytes
    template <std::invocable F>
        requires loggable<std::invoke_result_t<F&>>
    [[nodiscard]] probe if_kept(F f) noexcept {
        return detail::probe_access::of(limit_ != closed ? transaction_->add_probe(std::move(f)) : 0);
    }

    /// Overwrites a value that turned out to be secret, such as the password in a text that was logged before it was
    /// parsed: with asterisks wherever it occurs in a text, a key or the name of a timer, and by `[redacted]` where it
    /// is the text of a number or a duration. Holds for what was recorded before and for what is recorded later, in
    /// this log and, as soon as they are joined, in all logs of the record.
    ///
    /// What is not found: a value in another form (encoded, escaped, with digits grouped) or split over two texts, the
    /// static members of the settings, and what was written to the sink before. The log keeps a copy of the value until
    /// the record ends, and then overwrites it. O(n) in what was recorded, now and at the end.
    ///
    /// @par Errors  `error::out_of_memory` to the error hook if the value cannot be kept: only what was recorded before
    ///              is overwritten
    void redact(text value) noexcept {
        if (limit_ != closed) transaction_->learn_secret(value.view());
    }

    /// Returns a log for another thread that records into the same record. The fork has memory of its own, and the
    /// start, verbosity and sink of this log. Not related to fork(2), which creates a process: see `adopt`.
    ///
    /// The last log of the record to end writes it, on its thread; until then `finish` returns `error::pending`. The
    /// lines of the record are ordered by time, its timers by start. If several logs set one key of `data`, the value
    /// of the log that ended last wins, and the value of any fork wins over that of the first log. If there is no
    /// memory, or after `finish_now`, the fork is closed from the start.
    ///
    /// @par Thread safety  must be sequenced with other calls on this log; the fork may be used on another thread, and
    ///                     may be forked in turn
    [[nodiscard]] basic_log_defer fork() noexcept
        requires std::is_nothrow_copy_constructible_v<Serializer>
    {
        return {clock_, serializer_, is_open() ? detail::shared_record::fork(*transaction_) : nullptr, limit_};
    }

    /// Ends the transaction and gives the record to the sink. Later calls, and calls on a moved-from log, do nothing.
    ///
    /// Returns `error::pending` while forks, or the log that this one was forked from, have not ended; the last of them
    /// to end gives the record to the sink.
    /// The result may be ignored: every error is also passed to the error hook, except `error::pending`, and
    /// `error::late` after a cancellation.
    std::error_code finish() noexcept {
        if (!has_record()) return {};
        return is_busy() ? error::busy : finisher().to_sink(let_go(), detail::waiting::for_all);
    }

    /// Ends the transaction and gives the record to the sink without waiting for its other logs. What those logs have
    /// recorded is lost, which is reported as `error::late` when they end. The result may be ignored as that of
    /// `finish`.
    std::error_code finish_now() noexcept {
        if (!has_record()) return {};
        return is_busy() ? error::busy : finisher().to_sink(let_go(), detail::waiting::for_nobody);
    }

    /// Gives what has been recorded so far to the sink as a part of the record, so that a long job is seen before it
    /// ends, and forgets it. Does nothing if the last part, or the start of the log, is less than `at_least` ago,
    /// unless what has been recorded since takes half of the `max_bytes` of the settings, or more: a loop can call
    /// `log.emit_part(1min)` each time.
    ///
    /// The parts of a record have the same `start` and `id`, and are numbered by the member `part`; the one that
    /// `finish` writes is the last. Timers that run, and the outcome, belong to a later part. All parts are kept: the
    /// rule `keep` is not asked, since nobody knows how the transaction will end. Returns `error::pending`, and does
    /// nothing, if the record has forks.
    ///
    /// During the call, the sink must not destroy the log, and a probe must not stop a timer.
    std::error_code emit_part(std::chrono::nanoseconds at_least = {}) noexcept {
        if (!has_record()) return {};
        if (is_busy()) return error::busy;
        if (transaction_->shared() != nullptr) return error::pending;
        std::int64_t const time = now();
        bool const is_due = time - transaction_->last_part() >= at_least.count();
        if (!is_due && !transaction_->fills_budget()) return {};
        auto const limit = limit_;
        auto& t = let_go();  // so that what the program does meanwhile with the log changes nothing
        auto const code = finisher().part_to_sink(t, time);
        (void)finish();  // if the program has assigned another log
        transaction_ = &t;
        limit_ = limit;
        return code;
    }

    /// Ends the transaction and assigns the text of the record to `line` instead of giving it to the sink. `line` is
    /// unchanged if the record waits for other logs.
    [[nodiscard]] std::error_code finish(std::string& line) noexcept {
        if (!has_record()) return error::not_open;
        return is_busy() ? error::busy : finisher().to_text(let_go(), line);
    }

    /// Ends the transaction and stores it in `out`, a record that can be read, kept and merged, instead of giving it to
    /// the sink.
    [[nodiscard]] std::error_code finish(record& out) noexcept {
        if (!has_record()) return error::not_open;
        return is_busy() ? error::busy : finisher().to_record(let_go(), out);
    }

    /// Ends the transaction without writing a record; what its forks recorded is discarded, too. Cancelling a fork
    /// discards only what that fork and its own forks recorded.
    void cancel() noexcept {
        if (has_record() && !is_busy()) finisher().to_nowhere(let_go());
    }

    /// Keeps the log open in the child of a fork(2), where it is otherwise closed and left to the parent. A program
    /// that becomes a daemon can thus continue its log. The parent must not write the record as well: it must exit by
    /// `_exit`, or cancel its log first.
    ///
    /// Must be called before other threads of the child use forks of the log. If the record has forks, everything that
    /// this process still has of it is kept, provided that no other thread was recording into it at the moment of the
    /// fork(2): an entry that was being written then may be torn. Does nothing if the log was started by this process.
    void adopt() noexcept {
        if (limit_ != closed) transaction_->adopt();
    }

    /// Returns whether calls are recorded. In the child of a fork(2), a log of the parent is not open.
    [[nodiscard]] bool is_open() const noexcept { return limit_ != closed && !transaction_->record_is_inherited(); }

private:
    friend detail::log_access;
    friend detail::data_setters<basic_log_defer>;

    /// A limit below every level: one comparison finds out that a closed log records no line.
    static constexpr std::int64_t closed = std::numeric_limits<std::int64_t>::min();

    /// What is needed of the settings at the start.
    struct start {
        int verbosity;
        std::size_t first_capacity = detail::arena::usual_capacity;
        error_hook on_error = {};
    };

    template <class Sink>
    void begin(Sink&& sink, start const& how) noexcept {
        transaction_ = detail::start_transaction(clock_.wall(), clock_.ticks(), how.first_capacity);
        if (transaction_ == nullptr) return how.on_error(error::out_of_memory, {});
        arrive();
        transaction_->set_error_hook(how.on_error);
        if (auto const code = transaction_->sink().assign(std::forward<Sink>(sink))) how.on_error(code, {});
        limit_ = std::int64_t{how.verbosity} + 1;
    }

    template <class Sink, class Settings>
    void begin_with(Sink&& sink, Settings&& s) noexcept {
        begin(std::forward<Sink>(sink),
              {.verbosity = detail::recorded_verbosity(s), .first_capacity = s.first_capacity, .on_error = s.on_error});
        if (transaction_ == nullptr || !detail::decides_at_the_end(s)) return;
        if constexpr (std::is_lvalue_reference_v<Settings>) {
            transaction_->set_settings(detail::settings_handle{s});
        } else {
            decide(detail::settings_handle{std::forward<Settings>(s)});
        }
    }

    /// Notes settings of its own that decide at the end. A log that could not follow them is closed: it might write
    /// what must not be known.
    [[gnu::noinline]] void decide(detail::settings_handle&& by) noexcept {
        if (by.exist()) return transaction_->set_settings(std::move(by));
        transaction_->report(error::out_of_memory);
        cancel();
    }

    [[nodiscard]] bool is_kept(int level) const noexcept { return level < limit_ && level <= LevelSet::threshold; }

    static constexpr int level_of_exceptions = 10;

    /// Returns the time of a reading of the clock since the start. Only for an open log.
    [[nodiscard, gnu::always_inline]] std::int64_t read_time(std::int64_t ticks) noexcept {
        return transaction_->entries().read_time(clock_, ticks);
    }
    [[nodiscard, gnu::always_inline]] std::int64_t now() noexcept { return transaction_->entries().now(clock_); }

    template <class Write>
    void write_exception(text message, Write&& write) noexcept {
        std::array const times{now()};
        transaction_->entries().template append<detail::entry_kind::log>(0, level_of_exceptions, times,
                                                                         [&](value_writer& out) {
                                                                             detail::words_of(out).string(message);
                                                                             write(out);
                                                                         });
    }

    template <class T>
    void set_data(text key, T&& value, merge_data merge) noexcept {
        if (limit_ != closed) transaction_->entries().append_data(merge, key, std::forward<T>(value));
    }

    template <class Message, class... Items>
    [[gnu::always_inline]] void record_line(int level, Message&& message, Items&&... items) noexcept {
        if constexpr (text_like<Message>) {
            detail::write_line(transaction_->entries(), level, clock_, text{message}, std::forward<Items>(items)...);
        } else if constexpr (!std::invocable<Message&>) {
            detail::require_message<std::remove_cvref_t<Message>>();
        } else {
            auto const ticks = clock_.ticks();
            bool const built =
                detail::completes([&] { write_lazy_line(level, ticks, message(), std::forward<Items>(items)...); });
            if (!built && transaction_ != nullptr) (void)transaction_->entries().drop(detail::entry_kind::log);
        }
    }

    template <class Built, class... Items>
    void write_lazy_line(int level, std::int64_t ticks, Built&& built, Items&&... items) noexcept {
        if (limit_ == closed) return;        // the callable may have ended the log
        auto const time = read_time(ticks);  // not before, since the callable may have logged later times
        detail::write_built_line(transaction_->entries(), level, time, built, std::forward<Items>(items)...);
    }

    /// Makes a log of a record that was started before.
    basic_log_defer(Clock clock, Serializer serializer, detail::transaction* t, std::int64_t limit) noexcept
        : clock_(std::move(clock)),
          serializer_(std::move(serializer)),
          transaction_(t),
          limit_(t == nullptr ? closed : limit) {
        arrive();
    }

    /// Notes that the log is on this thread now.
    void arrive() noexcept {
        if (transaction_ != nullptr) transaction_->exceptions().arrive();
    }

    /// Returns whether there is a record to write. In a child process, a log of the parent is closed without one.
    [[nodiscard]] bool has_record() noexcept {
        if (limit_ == closed) return false;
        if (!transaction_->record_is_inherited()) [[likely]]
            return true;
        detail::leave_behind(let_go());
        return false;
    }

    /// Returns, and reports, whether the caller is an encoder that tries to end the log it is called for.
    [[nodiscard]] bool is_busy() const noexcept { return transaction_->is_busy(); }

    /// Takes the transaction out of the log, so that a sink or serializer that uses the log finds it closed.
    [[nodiscard]] detail::transaction& let_go() noexcept {
        limit_ = closed;
        return *std::exchange(transaction_, nullptr);
    }

    [[nodiscard]] detail::finisher<Clock, Serializer> finisher() noexcept { return {clock_, serializer_}; }

    [[no_unique_address]] Clock clock_;
    [[no_unique_address]] Serializer serializer_;
    detail::transaction* transaction_ = nullptr;
    std::int64_t limit_ = closed;  // lines below this level are recorded
};

}  // namespace logdefer::inline LOGDEFER_ABI
