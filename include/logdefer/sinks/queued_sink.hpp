// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A sink behind a queue: the common part of `async_sink` and `batch_sink`.
///
/// Producers put records into queues; a thread of the sink writes those that have waited for the period. Full blocks
/// are written by that thread, as soon as it is awake and at the latest when they fill half a queue, or by the producer
/// that filled them. The thread sleeps on `bell_`, whose value says what it waits for; producers ring only when that
/// has happened, and thus never while it is awake. Logs that write themselves do so one after the other, and the thread
/// lets them go first.
///
/// In the child of a fork(2) this thread does not exist, and the contents of the queue belong to the parent. There, and
/// if the thread could not be started or there was no memory, each record goes directly to the wrapped sink.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/error_hook.hpp>
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

/// The queues, the thread and the wrapped sink.
///
/// @par Thread safety  any number of threads
class queued_sink {
public:
    using time_point = futex::time_point;

    struct settings {
        std::size_t capacity;               ///< the capacity of all queues together, in bytes
        std::size_t lanes;                  ///< the number of queues: see `record_lanes`
        std::chrono::nanoseconds period;    ///< after which a record is written at the latest; 0: never by a thread
        std::optional<overflow> when_full;  ///< empty: logs write the blocks that are full
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

    /// Writes what is in the queue, except in a child process, and except if a call of the wrapped sink or of the hook
    /// ends the program: the thread that is in this call cannot wait for itself.
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

    /// Takes one record, which reports `told` dropped ones. Returns an error if the record is lost; the dropped ones
    /// then remain unreported.
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

    /// Waits until all records taken before this call have been given to the wrapped sink; returns false at the
    /// deadline.
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
    /// The event that the thread waits for, which it stores in `bell_` before it sleeps; `nothing`: it is awake. `work`
    /// must not wait for the period: half a queue, a flush, the end.
    enum class wanted : std::uint32_t { nothing, any_record, work };

    /// Clamps the period to between 0 and 100 years, so that the deadline can be computed.
    static settings within_bounds(settings s) noexcept {
        constexpr std::chrono::nanoseconds longest = std::chrono::hours{24 * 365 * 100};
        s.period = std::clamp(s.period, std::chrono::nanoseconds{0}, longest);
        return s;
    }

    [[nodiscard]] bool is_inherited() const noexcept { return owner_.is_another(); }
    [[nodiscard]] bool logs_write() const noexcept { return !settings_.when_full; }
    [[nodiscard]] bool logs_wait() const noexcept { return logs_write() || settings_.when_full == overflow::block; }
    [[nodiscard]] bool is_direct() const noexcept { return direct_ || is_inherited(); }

    void fall_back(std::error_code why) noexcept {
        direct_ = true;
        settings_.on_error(why, name());
    }

    /// Starts the thread, which handles none of the program's signals except those of its own faults and of profilers.
    /// Returns an `errno` value, or 0.
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

    /// Writes blocks until there are none, or a log wants to write; returns whether there were any. Seals open blocks
    /// whose period is over meanwhile, since a busy lane may have full blocks without end.
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

    /// Returns when the contents of the open blocks must be written; if they are empty, one period from now: more
    /// records are expected soon after others, and the first of them need not wake the thread.
    [[nodiscard]] time_point due() const noexcept {
        auto const begun = queues_.begun();
        auto const since = begun == 0 ? std::chrono::steady_clock::now() : time_point{std::chrono::nanoseconds{begun}};
        return since + settings_.period;
    }

    /// Sleeps until `what` happens. The bell is set before the queue is examined, and producers examine it after they
    /// have put a record into the queue; thus at least one of both sees what the other did.
    void sleep(wanted what, std::optional<time_point> until) noexcept {
        auto const asleep = static_cast<std::uint32_t>(what);
        bell_.value.store(asleep, std::memory_order_seq_cst);
        bool const is_there = queues_.has_sealed() || (what == wanted::any_record && !queues_.is_empty())
                              || closing_.load(std::memory_order_seq_cst);
        if (!is_there) bell_.wait(asleep, until);
        bell_.value.store(static_cast<std::uint32_t>(wanted::nothing), std::memory_order_seq_cst);
    }

    /// Wakes the thread if it waits for what has happened. `work` also wakes a thread that waits for any record.
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

    /// Makes or awaits room in a full queue; returns false if the record is to be dropped instead.
    bool make_room(record_queue& queue, int tries) noexcept {
        if (logs_wait() && writer_.is_mine()) return false;
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

    /// Discards the oldest block. Returns false if another producer, which may have been preempted, prevents that for
    /// long: no log waits for it.
    bool discard_oldest(record_queue& queue, int tries) noexcept {
        auto const lost = queue.discard_oldest();
        untold_.fetch_add(lost.told, std::memory_order_relaxed);
        if (count_dropped(lost.records)) settings_.on_error(error::queue_full, name());
        ring(wanted::work);
        if (tries > 10) ::sched_yield();
        return tries < 100;
    }

    /// Waits for the thread that is writing, which makes room block by block; if there is none, writes itself.
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

    /// Gives a record that is too long for the queue to the wrapped sink if logs may wait, and drops it otherwise.
    std::error_code take_large(std::string_view record, std::uint64_t told) noexcept {
        if (!logs_wait()) {
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

    /// Drops a record that the wrapped sink or the hook has logged, which would wait for itself.
    std::error_code refuse() noexcept {
        count_dropped(1);
        return std::make_error_code(std::errc::resource_deadlock_would_occur);
    }

    // Writing. The wrapped sink is only called by the thread that holds `writer_`.

    /// Calls `f` while this thread holds `writer_`, and writes the blocks that others have left to it. Returns false
    /// without a call if this thread already holds `writer_`: the wrapped sink or the hook has called this sink.
    template <class F>
    bool own(F f) noexcept {
        if (!writer_.lock()) return false;
        if (logs_write()) {
            picks_up_.store(true, std::memory_order_seq_cst);
            f();
            picks_up_.store(false, std::memory_order_seq_cst);
            if (!is_direct()) write_blocks();  // blocks that others left to this thread
        } else {
            f();
        }
        writer_.unlock();
        return true;
    }

    /// Calls `f` as `own` does, for threads other than that of the sink, which lets them go first. They get `writer_`
    /// in the order in which they came, so that none gets it again and again while others wait.
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

    /// Writes the sealed blocks, or leaves them to the thread that is writing.
    ///
    /// If a producer completes a block and then finds `picks_up_` set, the thread that clears `picks_up_` will see the
    /// block; otherwise the producer waits for its turn. Thus no block is left behind, and no thread writes for others
    /// endlessly.
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

    /// Writes at most as many blocks as the queues have: at least all that were sealed before this call. Blocks that
    /// are sealed meanwhile may have to be written by others.
    void write_blocks() noexcept {
        for (std::size_t i = 0; i < queues_.slots() && write_block(); ++i) {
        }
        note_written();  // includes blocks that producers have discarded
    }

    /// Writes the oldest block if it is sealed; returns whether it was. Returns false in a process that the wrapped
    /// sink has forked during such a call, since the blocks belong to the parent.
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

    /// Writes one record while its log waits; returns the error to the log if the record is lost. An error of a record
    /// that was written nevertheless, as when only `fdatasync` fails, is told to the hook, as that of a batch.
    std::error_code write_now(std::string_view record, std::uint64_t told) noexcept {
        std::size_t size = 0;
        auto const code = sink_.takes_batches() ? sink_.write(record, size) : sink_(record, told);
        bool const is_lost = code && size != record.size();
        note(code, is_lost ? 0 : 1, record.size());
        if (is_lost) {
            count_dropped(1);
            return code;
        }
        if (code) report(0, 0, code);
        return {};
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

    /// Counts records that the wrapped sink has not taken, and the dropped ones they would have reported, which another
    /// record has to report. Calls the hook for each new error.
    void report(std::size_t records, std::uint64_t told, std::error_code why) noexcept {
        untold_.fetch_add(told, std::memory_order_relaxed);
        bool const is_new = why != last_error_;
        last_error_ = why;
        if (count_dropped(records) || is_new) settings_.on_error(why, name());
    }

    /// Counts lost records. Returns whether the 1st, 2nd, 4th, 8th... of all was among them, for which the hook is
    /// called.
    bool count_dropped(std::size_t records) noexcept {
        untold_.fetch_add(records, std::memory_order_relaxed);
        auto const before = dropped_.fetch_add(records, std::memory_order_relaxed);
        return std::bit_width(before) != std::bit_width(before + records);
    }

    settings const settings_;
    owning_process const owner_;
    bool direct_ = false;      // there is no queue
    bool has_thread_ = false;  // `thread_` must be joined
    pthread_t thread_{};
    record_lanes queues_;
    sink_handle sink_;
    process_mutex writer_;
    std::atomic<bool> picks_up_ = false;     // the thread that holds `writer_` will look for blocks again
    std::atomic<std::uint32_t> claims_ = 0;  // how often other threads have requested `writer_`
    futex served_claims_;                    // how often they have released it
    std::error_code last_error_;             // of the wrapped sink, if its last call failed
    alignas(64) futex bell_;                 // a `wanted`
    alignas(64) std::atomic<bool> closing_ = false;
    futex progress_;                          // how often a block has been taken or written
    std::atomic<std::uint32_t> waiting_ = 0;  // threads that wait for progress
    std::atomic<std::uint64_t> records_ = 0;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::atomic<std::uint64_t> errors_ = 0;
    alignas(64) std::atomic<std::uint64_t> dropped_ = 0;
    std::atomic<std::uint64_t> untold_ = 0;  // dropped records that no record has reported
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
