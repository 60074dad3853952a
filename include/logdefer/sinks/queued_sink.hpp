// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A sink behind a queue: what `async_sink` and `batch_sink` have in common.
///
/// Producers put records into queues; a thread of the sink's own writes what has waited for the period. Blocks that
/// are full are written by that thread, as soon as it is awake and at the latest when they are half of a queue, or by
/// the producer that filled them. It sleeps on `bell_`, which says what it waits for; producers ring only when that has
/// come, so never while it is awake. Logs that write themselves do so one after the other, and the thread steps aside
/// for them.
///
/// In the child of a fork(2) there is no such thread, and what is in the queue is the parent's. There, and where the
/// thread or the memory could not be had, each record goes straight to the wrapped sink.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/sinks/futex.hpp>
#include <logdefer/sinks/overflow.hpp>
#include <logdefer/sinks/process_mutex.hpp>
#include <logdefer/sinks/record_lanes.hpp>
#include <logdefer/sinks/record_queue.hpp>
#include <logdefer/sinks/sink.hpp>
#include <logdefer/sinks/sink_counters.hpp>
#include <logdefer/sinks/sink_handle.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// @par Thread safety  any number of threads
class queued_sink {
public:
    using time_point = futex::time_point;

    struct settings {
        std::size_t capacity;             ///< of all queues, in bytes
        std::size_t lanes;                ///< how many there are: see `record_lanes`
        std::chrono::nanoseconds period;  ///< after which a record is written at the latest; 0: no thread sees to that
        std::optional<overflow> when_full;  ///< nothing: logs write the blocks that are full
        error_hook on_error;
    };

    template <class Sink>
    queued_sink(Sink&& sink, settings const& s) noexcept : settings_(within_bounds(s)) {
        (void)error_category();  // made before this object, so destroyed after it: records may be lost at the end
        if (auto const code = sink_.assign(std::forward<Sink>(sink))) settings_.on_error(code, {});
        bool const needs_thread = s.when_full || s.period.count() > 0;
        if (!queues_.allocate(s.capacity, s.lanes)) {
            fall_back(error::out_of_memory);
        } else if (int const why = needs_thread ? start() : 0) {
            fall_back({why, std::generic_category()});
        }
    }
    queued_sink(queued_sink&&) = delete;

    /// Writes what is in the queue; not in a child process, and not where a call of the wrapped sink or of the hook
    /// ends the program: the thread that is in that call cannot wait for itself.
    ~queued_sink() {
        if (is_inherited()) {
            sink_.leave_behind();
            return;
        }
        if (writer_.is_mine()) {
            sink_.leave_behind();
            queues_.leave_behind();
            return;
        }
        if (has_thread_) {
            closing_.store(true, std::memory_order_seq_cst);
            ring(wanted::work);
            ::pthread_join(thread_, nullptr);
        }
        if (direct_) return;
        (void)write_all();
        if (queues_.is_empty()) return;
        (void)write_all();  // what the wrapped sink or the hook has logged meanwhile; but not for ever
        if (!queues_.is_empty()) settings_.on_error(error::queue_full, name());
    }

    /// Takes one record, which tells of so many dropped ones; an error when it is lost, and then they are still untold.
    std::error_code take(std::string_view record, std::uint64_t told) noexcept {
        if (is_direct()) [[unlikely]]
            return write_through(record, told);
        if (record.size() > queues_.largest()) [[unlikely]]
            return take_large(record, told);
        record_queue& queue = queues_.of_this_thread();
        for (int tries = 0;; ++tries) {
            switch (queue.push(record, told)) {
                case record_queue::push_result::appended: ring(wanted::any_record); return {};
                case record_queue::push_result::appended_to_next: handle_full_block(queue); return {};
                case record_queue::push_result::full: break;
            }
            if (!make_room(queue, tries)) {
                ring(wanted::work);
                count_dropped(1);
                return error::queue_full;
            }
        }
    }

    /// Waits until the wrapped sink has got all records that were taken before; false at the deadline.
    bool flush(time_point deadline) noexcept {
        if (is_direct()) return true;
        if (!has_thread_) return write_all();
        if (writer_.is_mine()) return false;
        auto const sealed = queues_.seal();
        ring(wanted::work);
        for (;;) {
            auto const seen = progress_.value.load(std::memory_order_seq_cst);
            if (queues_.is_written(sealed)) return true;
            if (std::chrono::steady_clock::now() >= deadline) return false;
            await_progress(seen, deadline);
        }
    }

    [[nodiscard]] sink_counters counters() const noexcept {
        sink_counters c;
        c.records = records_.load(std::memory_order_relaxed);
        c.bytes = bytes_.load(std::memory_order_relaxed);
        c.dropped = dropped_.load(std::memory_order_relaxed);
        c.errors = errors_.load(std::memory_order_relaxed);
        if (is_direct()) return c;
        auto const queued = queues_.look();
        c.queued_records = queued.records;
        c.queued_bytes = queued.bytes;
        if (queued.begun != 0) c.oldest = std::chrono::nanoseconds{record_block::now() - queued.begun};
        return c;
    }

    [[nodiscard]] std::uint64_t take_dropped() noexcept {
        if (is_inherited()) return 0;
        auto const lost_before = sink_.take_dropped();
        auto const lost_here =
            untold_.load(std::memory_order_relaxed) == 0 ? 0 : untold_.exchange(0, std::memory_order_relaxed);
        return lost_before + lost_here;
    }
    void return_dropped(std::uint64_t n) noexcept { untold_.fetch_add(n, std::memory_order_relaxed); }

    [[nodiscard]] std::string_view name() const noexcept { return sink_.name(); }

private:
    /// What the thread waits for. It writes this into `bell_` before it sleeps; `nothing`: it is awake. `work` is what
    /// must not wait for the period: half a queue, a flush, the end.
    enum class wanted : std::uint32_t { nothing, any_record, work };

    /// Moments that far away can still be computed with.
    static settings within_bounds(settings s) noexcept {
        s.period = std::min<std::chrono::nanoseconds>(s.period, std::chrono::hours{24 * 365 * 100});
        return s;
    }

    [[nodiscard]] bool is_inherited() const noexcept { return generation_ != *generation_of_process_; }
    [[nodiscard]] bool logs_write() const noexcept { return !settings_.when_full; }
    [[nodiscard]] bool is_direct() const noexcept { return direct_ || is_inherited(); }

    void fall_back(std::error_code why) noexcept {
        direct_ = true;
        settings_.on_error(why, name());
    }

    /// Starts the thread, which handles none of the program's signals but those of its own faults and of profilers;
    /// returns an `errno` value.
    int start() noexcept {
        sigset_t blocked;
        sigset_t kept;
        ::sigfillset(&blocked);
        for (int const own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT, SIGPROF})
            ::sigdelset(&blocked, own);
        ::pthread_sigmask(SIG_SETMASK, &blocked, &kept);
        auto const run = [](void* self) -> void* {
            static_cast<queued_sink*>(self)->work();
            return nullptr;
        };
        int const why = ::pthread_create(&thread_, nullptr, run, this);
        ::pthread_sigmask(SIG_SETMASK, &kept, nullptr);
        has_thread_ = why == 0;
        return why;
    }

    // The thread.

    void work() noexcept {
        for (;;) {
            bool const is_busy = write_for_all();
            await_claims();
            if (closing_.load(std::memory_order_seq_cst)) return;
            if (!is_busy && queues_.is_empty()) {
                sleep(wanted::any_record, std::nullopt);
                continue;
            }
            auto const due = this->due();
            if (std::chrono::steady_clock::now() >= due) {
                (void)queues_.seal();
            } else {
                sleep(wanted::work, due);
            }
        }
    }

    /// Writes blocks until there are none, or a log wants to write. Whether there were any. Meanwhile the period goes
    /// on for what is in the open blocks: those of a busy lane come to an end by themselves, those of another might
    /// not.
    bool write_for_all() noexcept {
        bool wrote = false;
        (void)own([&] {
            while (served_claims_.value.load(std::memory_order_seq_cst) == claims_.load(std::memory_order_seq_cst)
                   && write_block()) {
                wrote = true;
                queues_.seal_begun_before(record_block::now() - settings_.period.count());
            }
            note_written();
        });
        return wrote;
    }

    void await_claims() noexcept {
        for (;;) {
            auto const served = served_claims_.value.load(std::memory_order_seq_cst);
            if (served == claims_.load(std::memory_order_seq_cst)) return;
            served_claims_.wait(served);
        }
    }

    /// When what is in the open blocks must be written. Where there is nothing, a period from now: a sink that has just
    /// written expects more, and need not be woken for the first of it.
    [[nodiscard]] time_point due() const noexcept {
        auto const begun = queues_.begun();
        auto const since = begun == 0 ? std::chrono::steady_clock::now() : time_point{std::chrono::nanoseconds{begun}};
        return since + settings_.period;
    }

    /// The bell is set before the queue is looked at, and producers look at it after they have put something in: so one
    /// of both sees what the other did.
    void sleep(wanted what, std::optional<time_point> until) noexcept {
        auto const asleep = static_cast<std::uint32_t>(what);
        bell_.value.store(asleep, std::memory_order_seq_cst);
        bool const is_there = queues_.has_sealed() || (what == wanted::any_record && !queues_.is_empty())
                              || closing_.load(std::memory_order_seq_cst);
        if (!is_there) bell_.wait(asleep, until);
        bell_.value.store(static_cast<std::uint32_t>(wanted::nothing), std::memory_order_seq_cst);
    }

    /// Wakes the thread if it waits for what has come. Work is also a record.
    void ring(wanted come) noexcept {
        auto const waits_for = static_cast<wanted>(bell_.value.load(std::memory_order_seq_cst));
        if (waits_for == wanted::nothing || (come == wanted::any_record && waits_for == wanted::work)) return;
        auto const awake = static_cast<std::uint32_t>(wanted::nothing);
        if (bell_.value.exchange(awake, std::memory_order_seq_cst) != awake) bell_.wake_one();
    }

    // The producers.

    void handle_full_block(record_queue const& queue) noexcept {
        if (logs_write()) {
            write_sealed();
            ring(wanted::any_record);
        } else {
            ring(queue.is_half_full() ? wanted::work : wanted::any_record);
        }
    }

    /// False where the record is to be dropped instead.
    bool make_room(record_queue& queue, int tries) noexcept {
        bool const waits = logs_write() || settings_.when_full == overflow::block;
        if (waits && writer_.is_mine()) return false;
        if (logs_write()) {
            await_or_make_room(queue);
            return true;
        }
        switch (*settings_.when_full) {
            case overflow::block: await_room(queue); return true;
            case overflow::drop_oldest: return discard_oldest(queue, tries);
            default: return false;
        }
    }

    /// False where another producer is in the way, which may have lost its processor: no log waits for it for long.
    bool discard_oldest(record_queue& queue, int tries) noexcept {
        auto const lost = queue.discard_oldest();
        untold_.fetch_add(lost.told, std::memory_order_relaxed);
        if (count_dropped(lost.records)) settings_.on_error(error::queue_full, name());
        ring(wanted::work);
        if (tries > 10) ::sched_yield();
        return tries < 100;
    }

    /// Who writes now makes room block by block; else this thread does.
    void await_or_make_room(record_queue& queue) noexcept {
        auto const seen = progress_.value.load(std::memory_order_seq_cst);
        if (!picks_up_.load(std::memory_order_seq_cst)) return write_if_full(queue);
        if (queue.is_full()) await_progress(seen, std::nullopt);
    }

    void await_room(record_queue& queue) noexcept {
        auto const seen = progress_.value.load(std::memory_order_seq_cst);
        ring(wanted::work);
        if (queue.is_full()) await_progress(seen, std::nullopt);
    }

    void await_progress(std::uint32_t seen, std::optional<time_point> until) noexcept {
        waiting_.fetch_add(1, std::memory_order_seq_cst);
        progress_.wait(seen, until);
        waiting_.fetch_sub(1, std::memory_order_relaxed);
    }

    void announce_progress() noexcept {
        progress_.value.fetch_add(1, std::memory_order_seq_cst);
        if (waiting_.load(std::memory_order_seq_cst) != 0) progress_.wake_all();
    }

    /// Where a record has to wait for its sink anyway, it is given to it; else it is lost.
    std::error_code take_large(std::string_view record, std::uint64_t told) noexcept {
        bool const waits = logs_write() || settings_.when_full == overflow::block;
        if (!waits) {
            count_dropped(1);
            return error::record_too_large;
        }
        std::error_code code;
        bool const done = claim([&] {
            (void)queues_.seal();
            write_blocks();
            code = write_now(record, told);
        });
        return done ? code : refuse();
    }

    std::error_code write_through(std::string_view record, std::uint64_t told) noexcept {
        std::error_code code;
        return own([&] { code = write_now(record, told); }) ? code : refuse();
    }

    /// A record of the wrapped sink's or the hook's, which would wait for itself.
    std::error_code refuse() noexcept {
        count_dropped(1);
        return std::make_error_code(std::errc::resource_deadlock_would_occur);
    }

    // Writing. The wrapped sink is only called by who has `writer_`.

    /// Calls `f` while this thread has `writer_`, and writes what others have left to it. False, without a call, where
    /// it has it already: the wrapped sink, or the hook, has called this one.
    template <class F>
    bool own(F f) noexcept {
        if (!writer_.lock()) return false;
        if (logs_write()) {
            picks_up_.store(true, std::memory_order_seq_cst);
            f();
            picks_up_.store(false, std::memory_order_seq_cst);
            if (!is_direct()) write_blocks();  // what was left to this thread before that
        } else {
            f();
        }
        writer_.unlock();
        return true;
    }

    /// The same for all but the thread, which steps aside: one after the other in the order in which they came, so that
    /// none has it again and again while others wait.
    template <class F>
    bool claim(F f) noexcept {
        if (writer_.is_mine()) return false;
        auto const mine = claims_.fetch_add(1, std::memory_order_seq_cst);
        for (;;) {
            auto const served = served_claims_.value.load(std::memory_order_seq_cst);
            if (served == mine) break;
            served_claims_.wait(served);
        }
        (void)own(f);
        served_claims_.value.fetch_add(1, std::memory_order_seq_cst);
        served_claims_.wake_all();
        return true;
    }

    /// Writes the blocks that are sealed, or leaves that to who writes now.
    ///
    /// Who completes a block and then finds `picks_up_` set is sure that the block is seen by who clears it; who finds
    /// it cleared waits for its turn. So no block is left behind, and nobody writes for others without end.
    void write_sealed() noexcept {
        if (!picks_up_.load(std::memory_order_seq_cst)) (void)claim([&] { write_blocks(); });
    }

    void write_if_full(record_queue& queue) noexcept {
        (void)claim([&] {
            if (queue.is_full()) write_blocks();
        });
    }

    bool write_all() noexcept {
        return claim([&] {
            (void)queues_.seal();
            write_blocks();
        });
    }

    /// Writes all blocks that were sealed before this call: the queues have no more than these. Those that come
    /// meanwhile may have to wait for others to write them.
    void write_blocks() noexcept {
        for (std::size_t i = 0; i < queues_.slots() && write_block(); ++i) {
        }
        note_written();  // what producers have discarded, too
    }

    /// Writes the oldest block if it is sealed. False in a process that the wrapped sink has forked within such a call:
    /// the blocks are the parent's.
    bool write_block() noexcept {
        if (is_inherited()) return false;
        record_block* const taken = queues_.take();
        if (taken == nullptr) return false;
        announce_progress();  // there is room
        write(*taken);
        queues_.put_back(*taken);
        note_written();
        return true;
    }

    void note_written() noexcept {
        queues_.note_written();
        announce_progress();
    }

    void write(record_block const& batch) noexcept {
        if (sink_.takes_batches()) return write_batch(batch);
        for (std::size_t i = 0; i < batch.state().count() && !is_inherited(); ++i) {
            auto const record = batch.record(i);
            auto const told = batch.told_by(i);
            auto const code = sink_(record, told);
            note(code, code ? 0 : 1, record.size());
            if (code) report(1, told, code);
        }
    }

    void write_batch(record_block const& batch) noexcept {
        std::size_t size = 0;
        auto const text = batch.text();
        auto const all = batch.state().count();
        auto const code = sink_.write(text, size);
        auto const written = code ? batch.records_within(size) : all;
        note(code, written, code ? size : text.size());
        if (code) report(all - written, batch.told(written), code);
    }

    /// One record while its log waits, and hears of an error.
    std::error_code write_now(std::string_view record, std::uint64_t told) noexcept {
        auto const code = sink_(record, told);
        note(code, code ? 0 : 1, record.size());
        if (code) count_dropped(1);
        return code;
    }

    void note(std::error_code code, std::size_t written, std::size_t bytes) noexcept {
        if (code) {
            errors_.fetch_add(1, std::memory_order_relaxed);
        } else {
            last_error_.clear();
        }
        records_.fetch_add(written, std::memory_order_relaxed);
        bytes_.fetch_add(written == 0 ? 0 : bytes, std::memory_order_relaxed);
    }

    /// Counts records that the wrapped sink has not taken, and those they would have told of, which another record has
    /// to; tells the hook of each new error.
    void report(std::size_t records, std::uint64_t told, std::error_code why) noexcept {
        untold_.fetch_add(told, std::memory_order_relaxed);
        bool const is_new = why != last_error_;
        last_error_ = why;
        if (count_dropped(records) || is_new) settings_.on_error(why, name());
    }

    /// Whether that makes the 1st, 2nd, 4th, 8th... record of all that were lost, of which the hook is told.
    bool count_dropped(std::size_t records) noexcept {
        untold_.fetch_add(records, std::memory_order_relaxed);
        auto const before = dropped_.fetch_add(records, std::memory_order_relaxed);
        return std::bit_width(before) != std::bit_width(before + records);
    }

    settings const settings_;
    unsigned const* const generation_of_process_ = &process::generation();
    unsigned const generation_ = *generation_of_process_;
    bool direct_ = false;      // without a queue
    bool has_thread_ = false;  // which must be joined
    pthread_t thread_{};
    record_lanes queues_;
    sink_handle sink_;
    process_mutex writer_;
    std::atomic<bool> picks_up_ = false;     // who has `writer_` will look for blocks again
    std::atomic<std::uint32_t> claims_ = 0;  // how often somebody but the thread has wanted `writer_`
    futex served_claims_;                    // and has had it
    std::error_code last_error_;             // of the wrapped sink, where its last call failed
    alignas(64) futex bell_;                 // a `wanted`
    alignas(64) std::atomic<bool> closing_ = false;
    futex progress_;                          // how often a block has been taken or written
    std::atomic<std::uint32_t> waiting_ = 0;  // for progress
    std::atomic<std::uint64_t> records_ = 0;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::atomic<std::uint64_t> errors_ = 0;
    alignas(64) std::atomic<std::uint64_t> dropped_ = 0;
    std::atomic<std::uint64_t> untold_ = 0;  // dropped, and no record has said so
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
