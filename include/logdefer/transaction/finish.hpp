// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// What happens when a log ends: its entries are sealed, rendered, given to the sink, and released.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/hindsight.hpp>
#include <logdefer/transaction/reserve.hpp>
#include <logdefer/transaction/sealer.hpp>
#include <logdefer/transaction/shared_record.hpp>
#include <logdefer/transaction/size_limit.hpp>
#include <logdefer/transaction/transaction.hpp>
#include <logdefer/transaction/transaction_pool.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Whether a log that ends waits for the other logs of its record.
enum class waiting : bool { for_all, for_nobody };

/// The text of a sealed record, in the buffer of the transaction.
class rendered {
public:
    explicit rendered(transaction& t) noexcept : buffer_(t.text_buffer()) {}
    rendered(rendered&&) = delete;
    ~rendered() {
        if (borrowed_) [[unlikely]]
            reserve::give_back(buffer_);
    }

    /// Renders the sealed record of `t`. If that fails, renders a stub of it that contains the counts of losses.
    template <class Serializer>
    std::error_code render(transaction& t, Serializer& serializer) noexcept {
        if (buffer_.capacity() < reserve::size) [[unlikely]]
            make_room();
        auto const attempt = [&](record_view r) {
            buffer_.truncate(0);
            auto const code = guarded(error::serializer_failed, [&] { return serializer.append(r, buffer_); });
            return !code && buffer_.failed() ? make_error_code(error::out_of_memory) : code;
        };
        auto const code = attempt(record_at(t.entries().words().words()));
        if (code && attempt(sealer{t.entries()}.reduce_to_stub())) buffer_.truncate(0);
        return code;
    }

    /// Returns the text; empty if not even the stub could be rendered.
    [[nodiscard]] std::string_view text() const noexcept { return buffer_.view(); }

private:
    /// Allocates room for the text, or borrows the reserve. Open logs have no memory for text, since there may be many.
    [[gnu::noinline, gnu::cold]] void make_room() noexcept {
        buffer_.truncate(0);
        if (buffer_.prepare(reserve::size) == nullptr) borrowed_ = reserve::lend(buffer_);
    }

    output_buffer& buffer_;
    bool borrowed_ = false;  // the text lies in the reserve
};

/// Ends one log, whose transaction must not be used afterwards.
///
/// If the log is the last one of its record, or does not wait for the others, each function seals the record and gives
/// it to the destination that the function is named after. Otherwise it returns the reason: `error::pending`, or
/// `error::late` if the record has been written or cancelled.
template <class Clock, class Serializer>
class finisher {
public:
    finisher(Clock const& clock, Serializer& serializer) noexcept : clock_(clock), serializer_(serializer) {}

    /// Gives the record to the sink, and reports an error to the error hook.
    std::error_code to_sink(transaction& log, waiting how) noexcept {
        return finish(log, how, [this](transaction& t, std::int64_t now) {
            auto const dropped = t.sink().take_dropped();
            if (dropped != 0) [[unlikely]]
                t.entries().lose(lost_records, dropped);
            auto const code = deliver<receiver::sink>(t, now, dropped);
            if (code) t.report(code, t.sink().name());
            return code;
        });
    }

    /// Gives what has been recorded until `now` to the sink as a part of the record, but for what is still open.
    std::error_code part_to_sink(transaction& log, std::int64_t now) noexcept {
        auto& entries = log.entries();
        transaction* const rest = start_transaction(entries.wall(), entries.ticks(), entries.first_capacity());
        if (rest == nullptr || !entries.leave_open_to(rest->entries())) {
            if (rest != nullptr) release_user(rest);
            log.report(error::out_of_memory);
            return error::out_of_memory;
        }
        log.begin_part(now);
        auto const dropped = log.sink().take_dropped();
        if (dropped != 0) entries.lose(lost_records, dropped);
        auto const code = deliver<receiver::sink_of_part>(log, now, dropped);
        if (code) log.report(code, log.sink().name());
        entries.swap(rest->entries());
        rest->entries().forget_left_out_lines();
        release_user(rest);
        log.end_part();
        return code;
    }

    /// Assigns the text of the record to `line`.
    std::error_code to_text(transaction& log, std::string& line) noexcept {
        return finish(log, waiting::for_all, [&](transaction& t, std::int64_t now) {
            (void)seal_record(t, clock_, now, receiver::caller);
            rendered out{t};
            auto const code = render(t, out);
            if (out.text().empty()) return code;
            auto const copied = guarded(error::out_of_memory, [&]() -> std::error_code {
                line.assign(out.text());
                return {};
            });
            return copied ? copied : code;
        });
    }

    /// Stores the record in `out`.
    std::error_code to_record(transaction& log, record& out) noexcept {
        return finish(log, waiting::for_all, [&](transaction& t, std::int64_t now) -> std::error_code {
            (void)seal_record(t, clock_, now, receiver::caller);
            t.entries().surrender(out);
            return {};
        });
    }

    /// Discards what the log has recorded. The first log discards the whole record.
    void to_nowhere(transaction& log) noexcept {
        log.discard();
        if (log.parent() != nullptr) return static_cast<void>(to_sink(log, waiting::for_all));
        log.end(clock_.ticks());
        if (log.shared() != nullptr) return log.shared()->cancel(log);
        log.release_resources();
        release_user(&log);
    }

private:
    /// Calls `output` with the transaction that has all entries of the record, and with the time since its start.
    /// `output` must return what it borrows from that transaction, which may then be reused.
    template <class Output>
    [[gnu::always_inline]] std::error_code finish(transaction& log, waiting how, Output&& output) noexcept {
        auto const ticks = clock_.ticks();
        log.end(ticks);
        std::int64_t const now = log.entries().read_time(clock_, ticks);
        shared_record* const shared = log.shared();
        if (shared == nullptr) {
            auto const code = output(log, now);
            log.release_resources();
            release_user(&log);
            return code;
        }
        (void)log.entries().end(now);
        auto const [gathered, refusal] = how == waiting::for_all ? shared->join(log) : shared->join_now(log);
        if (gathered == nullptr) return refusal;
        auto const code = output(*gathered, now);
        gathered->release_resources();
        shared->release();
        return code;
    }

    /// Renders a sealed record: again, and with ever less of it, while it is larger than the settings allow.
    [[gnu::always_inline]] std::error_code render(transaction& t, rendered& out) noexcept {
        for (auto next = size_limit::first_step;;) {
            auto const code = out.render(t, serializer_);
            if (!t.is_undecided()) [[likely]]
                return code;
            if (code || !shorten(t, out.text().size(), next)) return code;
        }
    }

    /// Shortens a record if its text of `size` bytes is too large; returns whether it did.
    [[gnu::noinline, gnu::cold]] static bool shorten(transaction& t, std::size_t size,
                                                     size_limit::step& next) noexcept {
        if (!t.settings().exist() || size <= t.settings()->max_bytes) return false;
        if (!size_limit{t.entries()}.shorten(size, t.settings()->max_bytes, next)) return false;
        (void)sealer{t.entries()}.update_losses();
        return true;
    }

    /// Seals the record, and renders it for a sink that takes text. `dropped` is the number of records that the sink
    /// has dropped, which this record reports: if the sink does not take it, the next one has to.
    ///
    /// @tparam To  a template parameter, so that each call has code of its own, which is inlined
    template <receiver To>
    std::error_code deliver(transaction& t, std::int64_t now, std::uint64_t dropped) noexcept {
        auto const& sink = t.sink();
        auto const returning = [&](std::error_code taken) {
            if (taken) sink.return_dropped(dropped);
            return taken;
        };
        if (!seal_record(t, clock_, now, To)) [[unlikely]] {
            sink.return_dropped(dropped);
            return {};
        }
        if (sink.wants_record()) return returning(sink(record_at(t.entries().words().words())));
        rendered out{t};
        auto const code = render(t, out);
        auto const text = out.text();
        auto const taken = returning(text.empty() ? code : sink(text, dropped));
        return code ? code : taken;
    }

    Clock const& clock_;
    Serializer& serializer_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
