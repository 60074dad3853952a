// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The log of one transaction.

#include <logdefer/clock.hpp>
#include <logdefer/detail/pool.hpp>
#include <logdefer/detail/transaction.hpp>
#include <logdefer/error.hpp>
#include <logdefer/json_serializer.hpp>
#include <logdefer/level.hpp>
#include <logdefer/record.hpp>
#include <logdefer/serializer.hpp>
#include <logdefer/sink.hpp>
#include <logdefer/text.hpp>
#include <logdefer/timer_scope.hpp>
#include <logdefer/value.hpp>
#include <logdefer/value_writer.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <exception>
#include <limits>
#include <string>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

namespace logdefer {

/// What a log can be told besides its policies.
struct options {
    /// Lines at a greater level are not recorded.
    int verbosity = std::numeric_limits<int>::max();
    /// Hears of what the record cannot tell: a failing sink, a timer stopped too late. Empty: standard error is told.
    error_hook on_error = {};
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
/// record's
///                     member `dropped`; what the record cannot tell goes to `options::on_error`
/// @par Thread safety  calls on one log and its timers must be sequenced, on whichever threads; two logs are
/// independent
/// @par Lifetime       everything is copied at the call, except `"..."_lit` and `borrow()`; a sink given as an lvalue
///                     must outlive the log
/// @par Encoders       what an encoder asks of the log it is called for is refused and counted; it must not destroy or
/// move
///                     that log
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
          limit_(std::exchange(other.limit_, closed)) {}

    /// Finishes this log first.
    basic_log_defer& operator=(basic_log_defer&& other) noexcept {
        if (this == &other) return *this;
        (void)finish();
        clock_ = std::move(other.clock_);
        serializer_ = std::move(other.serializer_);
        transaction_ = std::exchange(other.transaction_, nullptr);
        limit_ = std::exchange(other.limit_, closed);
        return *this;
    }

    ~basic_log_defer() { (void)finish(); }

    /// Records a line: a message (text, or a callable that returns text or a tuple of text and items and runs only when
    /// the line is kept), then any number of items. Braces right after the message make one item of fields.
    template <class Message, class First = fields, class... Items>
    void add_log(int level, Message&& message, First&& first = First{}, Items&&... items) noexcept {
        if (level < limit_ && level <= LevelSet::threshold) {
            record_line(level, std::forward<Message>(message), first, items...);
        }
    }

    /// `add_log` with a level known at compile time: above the threshold it is nothing at all.
    template <int Level, class Message, class First = fields, class... Items>
    [[gnu::always_inline]] void log_at([[maybe_unused]] Message&& message, [[maybe_unused]] First&& first = First{},
                                       [[maybe_unused]] Items&&... items) noexcept {
        if constexpr (Level <= LevelSet::threshold) {
            if (Level < limit_) record_line(Level, std::forward<Message>(message), first, items...);
        }
    }

    /// Sets one member of `data`; the last value of a key stands, at the place of the first.
    template <class Value = fields>
    void data(text key, Value&& value, merge_data merge = merge_data::shallow) noexcept {
        if (limit_ == closed) return;
        if constexpr (detail::sized_value<std::remove_cvref_t<Value>>) {
            transaction_->append_data(merge, key, value);
        } else {
            transaction_->append_data(merge, [&](value_writer& out) {
                out.words().string(key);
                out.write(value);
            });
        }
    }

    /// Sets several members of `data`, one by one.
    void data(fields set, merge_data merge = merge_data::shallow) noexcept {
        for (field const& f : set) data(f.key(), f.value(), merge);
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
        if (limit_ != closed) transaction_->merge(other, data);
    }
    void merge(record const& other, merge_data data = merge_data::shallow) noexcept {
        if (!other.empty()) merge(other.view(), data);
    }

    /// Says how the transaction ended; overrides what an exception in flight would say.
    void outcome(logdefer::outcome result) noexcept {
        if (limit_ == closed) return;
        transaction_->status().result = result;
        transaction_->status().outcome_set = true;
    }

    /// Ends the transaction and gives the record to the sink. Later calls, and calls on a moved-from log, do nothing.
    std::error_code finish() noexcept {
        ending const last{*this};
        if (!last) return is_open() ? make_error_code(error::busy) : std::error_code{};
        auto const code = deliver(*last, seal(*last));
        if (code) last->on_error(code, last->sink.name());
        return code;
    }

    /// Ends the transaction into `line` instead of the sink: what the sink would have got.
    std::error_code finish(std::string& line) noexcept {
        ending const last{*this};
        if (!last) return is_open() ? error::busy : error::not_open;
        auto const rendered = render(*last, seal(*last));
        auto const text = last->text_buffer().view();
        if (text.empty()) return rendered;
        auto const copied = detail::guarded(error::out_of_memory, [&]() -> std::error_code {
            line.assign(text);
            return {};
        });
        return copied ? copied : rendered;
    }

    /// Ends the transaction into a record that can be read, kept and merged, instead of the sink.
    std::error_code finish(record& out) noexcept {
        ending const last{*this};
        if (!last) return is_open() ? error::busy : error::not_open;
        (void)seal(*last);
        last->surrender(out.entries());
        return {};
    }

    /// Ends the transaction without a record.
    void cancel() noexcept {
        ending const last{*this};
        if (!last) return;
        last->status().silent = true;
        last->status().sealed = true;
    }

    /// Whether calls are still recorded.
    [[nodiscard]] bool is_open() const noexcept { return limit_ != closed; }

private:
    /// Below every level: a log that is over admits no line, and one compare finds that out.
    static constexpr std::int64_t closed = std::numeric_limits<std::int64_t>::min();

    template <class Sink>
    void begin(Sink&& sink, options const& opts) noexcept {
        transaction_ = detail::pool::take();
        if (transaction_ == nullptr || !transaction_->begin(clock_.wall(), clock_.ticks())) {
            delete std::exchange(transaction_, nullptr);
            opts.on_error(error::out_of_memory, {});
            return;
        }
        transaction_->on_error = opts.on_error;
        transaction_->status().exceptions = std::uncaught_exceptions();
        if (auto const code = transaction_->sink.assign(std::forward<Sink>(sink))) opts.on_error(code, {});
        limit_ = std::int64_t{opts.verbosity} + 1;
    }

    template <class Message, class First, class... Items>
    [[gnu::always_inline]] void record_line(int level, Message&& message, First const& first,
                                            Items const&... items) noexcept {
        auto const now = clock_.ticks();
        if constexpr (text_like<Message>) {
            write_line(level, now, text{message}, first, items...);
        } else {
            static_assert(std::invocable<Message&>,
                          "logdefer: a message is text, or a callable that returns text or a tuple of text and items");
            bool const built = detail::completes([&] { write_lazy_line(level, now, message(), first, items...); });
            if (!built && transaction_ != nullptr) (void)transaction_->drop(detail::entry_kind::log);
        }
    }

    template <class Built, class First, class... Items>
    void write_lazy_line(int level, std::int64_t now, Built&& built, First const& first,
                         Items const&... items) noexcept {
        if (limit_ == closed) return;  // the callable may have ended the log
        if constexpr (text_like<Built>) {
            write_line(level, now, text{built}, first, items...);
        } else {
            std::apply(
                [&]<class Text, class... More>(Text const& message, More const&... more) {
                    static_assert(!(detail::braced<More> || ...),
                                  "logdefer: fields and lists refer to values that are gone when the callable returns; "
                                  "return a map or a vector, or write the braces after the callable");
                    write_line(level, now, text{message}, more..., first, items...);
                },
                built);
        }
    }

    template <class First, class... Items>
    [[gnu::always_inline]] void write_line(int level, std::int64_t now, text message, First const& first,
                                           Items const&... items) noexcept {
        if constexpr (std::same_as<First, fields> && sizeof...(Items) == 0) {
            if (first.empty()) {
                transaction_->append_line(level, now, message);
            } else {
                transaction_->append_line(level, now, message, first);
            }
        } else {
            write_items(level, now, message, first, items...);
        }
    }

    template <class... Items>
    void write_items(int level, std::int64_t now, text message, Items const&... items) noexcept {
        transaction_->template append<detail::entry_kind::log>(0, level, std::array{static_cast<detail::word>(now)},
                                                               [&](value_writer& out) {
                                                                   out.words().string(message);
                                                                   (write_item(out, items), ...);
                                                               });
    }

    /// Braces with nothing in them are no item.
    template <class Item>
    static void write_item(value_writer& out, Item const& item) {
        if constexpr (std::same_as<Item, fields>) {
            if (item.empty()) return;
        }
        out.write(item);
    }

    /// Takes the transaction out of the log, so that a sink or serializer that uses the log finds it closed; when all
    /// is done the transaction goes back to the pool, now or with its last timer. An encoder cannot end the log it is
    /// in.
    class ending {
    public:
        explicit ending(basic_log_defer& log) noexcept {
            if (log.limit_ == closed) return;
            if (log.transaction_->status().writing) {
                log.transaction_->on_error(error::busy, {});
                return;
            }
            log.limit_ = closed;
            transaction_ = std::exchange(log.transaction_, nullptr);
        }
        ending(ending&&) = delete;
        ~ending() {
            if (transaction_ == nullptr) return;
            transaction_->sink.reset();
            transaction_->status().over = true;
            if (transaction_->status().live_timers == 0) detail::pool::give(transaction_);
        }

        explicit operator bool() const noexcept { return transaction_ != nullptr; }
        detail::transaction& operator*() const noexcept { return *transaction_; }
        detail::transaction* operator->() const noexcept { return transaction_; }

    private:
        detail::transaction* transaction_ = nullptr;
    };

    record_view seal(detail::transaction& t) noexcept {
        auto& status = t.status();
        bool const unwinding = std::uncaught_exceptions() > status.exceptions;
        if (!status.outcome_set && unwinding) status.result = logdefer::outcome::exception;
        return t.seal(clock_, clock_.ticks());
    }

    /// Fills the text buffer; when that fails, with the stub of a record that says how much was lost.
    std::error_code render(detail::transaction& t, record_view record) noexcept {
        auto& out = t.text_buffer();
        auto const attempt = [&](record_view r) {
            out.truncate(0);
            auto const code = detail::guarded(error::serializer_failed, [&] { return serializer_.append(r, out); });
            return !code && out.failed() ? make_error_code(error::out_of_memory) : code;
        };
        auto const code = attempt(record);
        if (code && attempt(t.reduce_to_stub())) out.truncate(0);
        return code;
    }

    std::error_code deliver(detail::transaction& t, record_view record) noexcept {
        if (t.sink.wants_record()) return t.sink(record);
        auto const rendered = render(t, record);
        auto const text = t.text_buffer().view();
        auto const taken = text.empty() ? std::error_code{} : t.sink(text);
        return rendered ? rendered : taken;
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

    template <class Value = fields>
    void operator=(Value&& value) && noexcept {
        log_.data(key_, std::forward<Value>(value));
    }

private:
    friend basic_log_defer;
    data_reference(basic_log_defer& log, text key) noexcept : log_(log), key_(key) {}

    basic_log_defer& log_;
    text key_;
};

}  // namespace logdefer
