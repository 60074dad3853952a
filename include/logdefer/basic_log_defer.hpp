// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The log of one transaction.

#include <logdefer/async/log_access.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/formats/serializer.hpp>
#include <logdefer/levels/level.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/sinks/sink.hpp>
#include <logdefer/timer_scope.hpp>
#include <logdefer/transaction/ended.hpp>
#include <logdefer/transaction/fan_out.hpp>
#include <logdefer/transaction/merging.hpp>
#include <logdefer/transaction/pool.hpp>
#include <logdefer/transaction/sealer.hpp>
#include <logdefer/transaction/transaction.hpp>
#include <logdefer/values/value.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
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

/// What a log can be told besides its policies.
struct options {
    /// Lines at a greater level are not recorded.
    int verbosity = std::numeric_limits<int>::max();
    /// Hears of what the record cannot tell: a failing sink, a timer stopped too late. Empty: standard error is told.
    error_hook on_error = {};
    /// Bytes that the log begins with for its entries, 1024 at least. It grows by itself; memory that is used again may
    /// be larger. Fewer serve many open logs that record little, more a log that must not allocate.
    std::size_t first_capacity = 2048;
};

/// Frees the memory that this thread and the process keep for their next logs; each keeps up to 32 MiB.
inline void trim_memory() noexcept { detail::pool::trim(); }

/// Collects one transaction's lines, timers and data; writes one record to a sink when it ends.
///
/// @tparam Clock       models `clock_source`: where times come from
/// @tparam Serializer  models `serializer`: the format of the record
/// @tparam LevelSet    models `level_set`: the named member functions (`info`, ...) and the compile-time threshold
///
/// @par Errors         recording never throws and never fails the caller: what cannot be kept is counted in the
///                     record's member `dropped`; what the record cannot tell goes to `options::on_error`
/// @par Thread safety  calls on one log and its timers must be sequenced, on any threads; two logs are independent
/// @par Lifetime       everything is copied at the call; a sink given as an lvalue must outlive the log
/// @par Encoders       what an encoder asks of the log it is called for is refused and counted; it must not destroy or
///                     move that log
/// @par Complexity     O(1) for an entry plus the copy of its text; linear at the end; in a steady state no allocation
template <clock_source Clock = system_clock, serializer Serializer = json_serializer,
          level_set LevelSet = default_levels>
class basic_log_defer : public LevelSet::template members<basic_log_defer<Clock, Serializer, LevelSet>> {
public:
    // The policies, for generic code.
    using clock_type = Clock;
    using serializer_type = Serializer;
    using levels = LevelSet;

    /// Starts the transaction now. An lvalue sink is referenced, an rvalue sink is owned.
    template <sink Sink>
    explicit basic_log_defer(Sink&& sink, options const& opts = {}, Clock clock = Clock{},
                             Serializer serializer = Serializer{}) noexcept
        : clock_(std::move(clock)), serializer_(std::move(serializer)) {
        begin(std::forward<Sink>(sink), opts);
    }

    template <sink Sink>
    basic_log_defer(Sink&& sink, Clock clock, options const& opts = {}, Serializer serializer = Serializer{}) noexcept
        : basic_log_defer(std::forward<Sink>(sink), opts, std::move(clock), std::move(serializer)) {}

    /// The moved-from log ignores further calls; running timers stay with the transaction.
    basic_log_defer(basic_log_defer&& other) noexcept
        : clock_(std::move(other.clock_)),
          serializer_(std::move(other.serializer_)),
          transaction_(std::exchange(other.transaction_, nullptr)),
          limit_(std::exchange(other.limit_, closed)) {
        if (transaction_ != nullptr) transaction_->watch_exceptions();
    }

    /// Finishes this log first.
    basic_log_defer& operator=(basic_log_defer&& other) noexcept {
        if (this == &other) return *this;
        (void)finish();
        clock_ = std::move(other.clock_);
        serializer_ = std::move(other.serializer_);
        transaction_ = std::exchange(other.transaction_, nullptr);
        limit_ = std::exchange(other.limit_, closed);
        if (transaction_ != nullptr) transaction_->watch_exceptions();
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

    /// `add_log` with a level known at compile time: above the threshold it is nothing at all.
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

    /// Sets one member of `data`; the last value of a key stands, at the place of the first.
    template <detail::passed_by_value T>
    void data(text key, T value, merge_data merge = merge_data::shallow) noexcept {
        set_data(key, value, merge);
    }
    template <class T>
        requires(!detail::passed_by_value<T>)
    void data(text key, T const& value, merge_data merge = merge_data::shallow) noexcept {
        set_data(key, value, merge);
    }
    template <detail::braced T = fields>
    void data(text key, T&& value, merge_data merge = merge_data::shallow) noexcept {
        set_data(key, std::forward<T>(value), merge);
    }

    /// Sets several members of `data`, one by one.
    void data(fields&& set, merge_data merge = merge_data::shallow) noexcept {
        for (field const& f : detail::braces::contents(set))
            set_data(f.key(), detail::written_element{f.value()}, merge);
    }
    template <std::same_as<fields> Named>
    void data(Named const&, merge_data = merge_data::shallow) noexcept {
        detail::require_loggable<Named>();
    }

    class data_reference;
    /// `log["key"] = value` is `log.data("key", value)`. The result refers to the log and the key.
    [[nodiscard]] data_reference operator[](text key) noexcept { return {*this, key}; }

    /// Starts a timer, which stops with the returned scope.
    [[nodiscard, gnu::always_inline]] timer_scope<Clock> timer(text name) noexcept {
        if (limit_ == closed) return timer_scope<Clock>{clock_};
        auto const place = transaction_->start_timer(name, clock_.ticks());
        return place == 0 ? timer_scope<Clock>{clock_} : timer_scope<Clock>{*transaction_, place, clock_};
    }

    /// Starts the timer of this name or, where the last call started it, stops it. O(n) in the entries when one is
    /// open.
    void toggle_timer(text name) noexcept {
        if (limit_ == closed) return;
        auto const now = clock_.ticks();
        auto& status = transaction_->status();
        auto const open = status.toggled == 0 ? 0 : transaction_->find_toggled(name.view());
        if (open != 0) {
            transaction_->stop_timer(open, now);
            --status.toggled;
        } else if (transaction_->start_timer(name, now, detail::entry_flag::toggled) != 0) {
            ++status.toggled;
        }
    }

    /// Takes in another record: its times are moved by the difference of the starts, lines ordered by time, its data
    /// win.
    void merge(record_view other, merge_data data = merge_data::shallow) noexcept {
        if (limit_ != closed) detail::merger{*transaction_}.add(other, data);
    }
    void merge(record const& other, merge_data data = merge_data::shallow) noexcept {
        if (!other.empty()) merge(other.view(), data);
    }

    /// Says how the transaction ended; the last call stands, and overrides what an exception in flight would say.
    ///
    /// Where nothing is said, an exception that unwinds the stack at the end is `outcome::exception`, if the log came
    /// to this thread (began or was moved here) before it was thrown; on another thread nothing is.
    void outcome(logdefer::outcome result) noexcept {
        if (limit_ != closed) transaction_->set_outcome(result);
    }

    /// The same in words of your own. A record with an outcome counts as one that did not end well; so the empty text
    /// and "ok" are `outcome::ok`.
    void outcome(text words) noexcept {
        if (limit_ == closed) return;
        if (words.view().empty() || words.view() == "ok") return transaction_->set_outcome(logdefer::outcome::ok);
        transaction_->set_outcome(words);
    }

    /// Records an exception as a line of level 10: what it says as the message, and an item with its `type` and, where
    /// it has any (`std::throw_with_nested`), the `nested` ones, each with `type` and `what`.
    ///
    /// Says nothing about the outcome. Of an exception that is no `std::exception` there is only the type; the message
    /// is "exception". A null pointer is no line.
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

    /// A log for another thread that writes into the same record: with an arena of its own, and the same start,
    /// verbosity and sink. Not fork(2), which makes a process: see `adopt`.
    ///
    /// The record goes out when all of its logs have ended, with the last of them, on its thread: till then `finish`
    /// returns `error::pending`. The record's lines are ordered by time, its timers by start. Of data that several logs
    /// set under one key the value of the log that ended last stands, and any fork's before this log's. Without memory,
    /// or after `finish_now`, the fork is closed from the start.
    ///
    /// @par Thread safety  as any call on this log; the fork may go to another thread, and fork in turn
    [[nodiscard]] basic_log_defer fork() noexcept
        requires std::is_nothrow_copy_constructible_v<Serializer>
    {
        return {clock_, serializer_, is_open() ? detail::fan_out::fork(*transaction_) : nullptr, limit_};
    }

    /// Ends the transaction and gives the record to the sink. Later calls, and calls on a moved-from log, do nothing.
    ///
    /// `error::pending` while forks, or the log that this was forked from, have not ended; the last of them emits.
    std::error_code finish() noexcept {
        if (!has_record()) return {};
        return end(waiting::for_all, [this](detail::transaction& t, std::int64_t now) { return deliver(t, now); });
    }

    /// Ends the transaction and gives the record to the sink without waiting for its other logs: what they record is
    /// lost, and reported as `error::late` when they end.
    std::error_code finish_now() noexcept {
        if (!has_record()) return {};
        return end(waiting::for_nobody, [this](detail::transaction& t, std::int64_t now) { return deliver(t, now); });
    }

    /// Ends the transaction into `line` instead of the sink: what the sink would have got. Unchanged when the record
    /// waits for other logs.
    std::error_code finish(std::string& line) noexcept {
        if (!has_record()) return error::not_open;
        return end(waiting::for_all, [&](detail::transaction& t, std::int64_t now) -> std::error_code {
            detail::ended last{t, clock_, now};
            auto const rendered = last.render(serializer_);
            if (last.text().empty()) return rendered;
            auto const copied = detail::guarded(error::out_of_memory, [&]() -> std::error_code {
                line.assign(last.text());
                return {};
            });
            return copied ? copied : rendered;
        });
    }

    /// Ends the transaction into a record that can be read, kept and merged, instead of the sink.
    std::error_code finish(record& out) noexcept {
        if (!has_record()) return error::not_open;
        return end(waiting::for_all, [&](detail::transaction& t, std::int64_t now) -> std::error_code {
            (void)detail::sealer{t}.seal(clock_, now);
            t.surrender(out.entries());
            return {};
        });
    }

    /// Ends the transaction without a record: forks that end later are lost, too. Of a fork only what it and its own
    /// forks recorded is lost.
    void cancel() noexcept {
        if (!has_record() || is_busy()) return;
        transaction_->tell_listeners(clock_.ticks());
        transaction_->status().silent = true;
        if (transaction_->parent != nullptr) return static_cast<void>(finish());
        detail::transaction* const t = let_go();
        t->close();
        if (t->whole != nullptr) return detail::fan_out::cancel(*t);
        t->sink.reset();
        detail::pool::release(t);
    }

    /// Keeps the log in the child of a fork(2), which otherwise leaves it to the parent: a program that becomes a
    /// daemon goes on with its log. The parent must not write it as well: it leaves by `_exit`, or cancels its log
    /// first.
    ///
    /// To be called before other threads of the child use forks of the log. Of a record with forks all that this
    /// process still has is kept, where no other thread was recording into the record at the moment of the fork(2):
    /// what was being written then may be torn. Does nothing where the log is the process's own.
    void adopt() noexcept {
        if (limit_ != closed) transaction_->adopt();
    }

    /// Whether calls are still recorded. In the child of a fork(2) a log of the parent is not open.
    [[nodiscard]] bool is_open() const noexcept { return limit_ != closed && !transaction_->record_is_inherited(); }

private:
    friend detail::log_access;

    /// Below every level: a log that is over admits no line, and one compare finds that out.
    static constexpr std::int64_t closed = std::numeric_limits<std::int64_t>::min();

    template <class Sink>
    void begin(Sink&& sink, options const& opts) noexcept {
        transaction_ = detail::pool::take();
        if (transaction_ == nullptr || !transaction_->begin(clock_.wall(), clock_.ticks(), opts.first_capacity)) {
            delete std::exchange(transaction_, nullptr);
            opts.on_error(error::out_of_memory, {});
            return;
        }
        transaction_->on_error = opts.on_error;
        if (auto const code = transaction_->sink.assign(std::forward<Sink>(sink))) opts.on_error(code, {});
        limit_ = std::int64_t{opts.verbosity} + 1;
    }

    [[nodiscard]] bool is_kept(int level) const noexcept { return level < limit_ && level <= LevelSet::threshold; }

    static constexpr int level_of_exceptions = 10;

    template <class Write>
    void write_exception(text message, Write&& write) noexcept {
        std::array const times{static_cast<detail::word>(clock_.ticks())};
        transaction_->template append<detail::entry_kind::log>(0, level_of_exceptions, times, [&](value_writer& out) {
            out.words().string(message);
            write(out);
        });
    }

    template <class T>
    void set_data(text key, T&& value, merge_data merge) noexcept {
        if (limit_ != closed) transaction_->append_data(merge, key, std::forward<T>(value));
    }

    template <class Message, class... Items>
    [[gnu::always_inline]] void record_line(int level, Message&& message, Items&&... items) noexcept {
        auto const now = clock_.ticks();
        if constexpr (text_like<Message>) {
            write_line(level, now, text{message}, std::forward<Items>(items)...);
        } else {
            static_assert(!detail::wide_text<std::remove_cvref_t<Message>>,
                          "logdefer: a message is UTF-8 text; text of wide characters can be an item or a value");
            static_assert(std::invocable<Message&> || detail::wide_text<std::remove_cvref_t<Message>>,
                          "logdefer: a message is text, or a callable that returns text or a tuple of text and items");
            bool const built =
                detail::completes([&] { write_lazy_line(level, now, message(), std::forward<Items>(items)...); });
            if (!built && transaction_ != nullptr) (void)transaction_->drop(detail::entry_kind::log);
        }
    }

    template <class Built, class... Items>
    void write_lazy_line(int level, std::int64_t now, Built&& built, Items&&... items) noexcept {
        if (limit_ == closed) return;  // the callable may have ended the log
        if constexpr (text_like<Built>) {
            write_line(level, now, text{built}, std::forward<Items>(items)...);
        } else {
            detail::with_elements(
                [&]<class Text, class... More>(Text const& message, More const&... more) {
                    write_line(level, now, text{message}, more..., std::forward<Items>(items)...);
                },
                built);
        }
    }

    template <class... Items>
    [[gnu::always_inline]] void write_line(int level, std::int64_t now, text message, Items&&... items) noexcept {
        if constexpr (sizeof...(Items) == 0) {
            transaction_->append_line(level, now, message);
        } else if constexpr (std::same_as<detail::types<Items...>, detail::types<fields>>) {
            write_fields(level, now, message, detail::braces::contents(items)...);
        } else {
            write_items(level, now, message, std::forward<Items>(items)...);
        }
    }

    /// By value: a reference to the list would keep it in memory.
    [[gnu::always_inline]] void write_fields(int level, std::int64_t now, text message,
                                             std::initializer_list<field> set) noexcept {
        if (set.size() == 0) {  // braces with nothing in them are no item
            transaction_->append_line(level, now, message);
        } else {
            transaction_->append_line(level, now, message, set);
        }
    }

    template <class... Items>
    void write_items(int level, std::int64_t now, text message, Items&&... items) noexcept {
        transaction_->template append<detail::entry_kind::log>(0, level, std::array{static_cast<detail::word>(now)},
                                                               [&](value_writer& out) {
                                                                   out.words().string(message);
                                                                   (write_item(out, std::forward<Items>(items)), ...);
                                                               });
    }

    template <class Item>
    static void write_item(value_writer& out, Item&& item) {
        if constexpr (std::same_as<Item, fields>) {
            if (detail::braces::contents(item).size() == 0) return;
        }
        out.write(std::forward<Item>(item));
    }

    /// A log of a record that is under way.
    basic_log_defer(Clock clock, Serializer serializer, detail::transaction* t, std::int64_t limit) noexcept
        : clock_(std::move(clock)),
          serializer_(std::move(serializer)),
          transaction_(t),
          limit_(t == nullptr ? closed : limit) {}

    /// Whether there is a record to write. In a child process a log of the parent is over without one.
    [[nodiscard]] bool has_record() noexcept {
        if (limit_ == closed) return false;
        if (!transaction_->record_is_inherited()) [[likely]]
            return true;
        detail::pool::leave_behind(let_go());
        return false;
    }

    /// An encoder cannot end the log that it is called for.
    [[nodiscard]] bool is_busy() const noexcept {
        if (transaction_->is_writing()) transaction_->on_error(error::busy, {});
        return transaction_->is_writing();
    }

    /// Takes the transaction out of the log, so that a sink or serializer that uses the log finds it closed.
    [[nodiscard]] detail::transaction* let_go() noexcept {
        limit_ = closed;
        return std::exchange(transaction_, nullptr);
    }

    enum class waiting : bool { for_all, for_nobody };

    /// Ends this log; where it is the last of its record, or does not wait for the others, `emit` gets what is to be
    /// sealed. What it borrows of the transaction it gives back: afterwards anybody else may have it.
    template <class Emit>
    std::error_code end(waiting how, Emit&& emit) noexcept {
        if (is_busy()) return error::busy;
        detail::transaction* t = let_go();
        auto const now = clock_.ticks();
        t->tell_listeners(now);
        t->propose_outcome_of_unwinding();
        if (t->whole != nullptr) {
            (void)detail::sealer{*t}.close(clock_, now);
            auto const joined = how == waiting::for_all ? detail::fan_out::join(*t) : detail::fan_out::join_now(*t);
            if (joined.whole == nullptr) return joined.refusal;
            t = joined.whole;
        }
        auto const code = std::forward<Emit>(emit)(*t, now);
        t->sink.reset();
        if (t->whole != nullptr) {
            detail::fan_out::leave(*t);
        } else {
            detail::pool::release(t);
        }
        return code;
    }

    /// The record says how many earlier ones the sink has dropped.
    std::error_code deliver(detail::transaction& t, std::int64_t now) noexcept {
        auto const dropped = t.sink.take_dropped();
        if (dropped != 0) [[unlikely]]
            t.lose(detail::lost_records, dropped);
        return detail::ended{t, clock_, now}.deliver(serializer_, dropped);
    }

    [[no_unique_address]] Clock clock_;
    [[no_unique_address]] Serializer serializer_;
    detail::transaction* transaction_ = nullptr;
    std::int64_t limit_ = closed;  // lines below this level are recorded
};

/// What `log["key"]` is: assign to it.
template <clock_source Clock, serializer Serializer, level_set LevelSet>
class basic_log_defer<Clock, Serializer, LevelSet>::data_reference {
public:
    data_reference(data_reference const&) = delete;
    data_reference& operator=(data_reference const&) = delete;
    ~data_reference() = default;

    template <detail::passed_by_value T>
    void operator=(T value) && noexcept {
        log_.data(key_, value);
    }
    template <class T>
        requires(!detail::passed_by_value<T>)
    void operator=(T const& value) && noexcept {
        log_.data(key_, value);
    }
    template <detail::braced T = fields>
    void operator=(T&& value) && noexcept {
        log_.data(key_, std::forward<T>(value));
    }

private:
    friend basic_log_defer;
    data_reference(basic_log_defer& log, text key) noexcept : log_(log), key_(key) {}

    basic_log_defer& log_;
    text key_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
