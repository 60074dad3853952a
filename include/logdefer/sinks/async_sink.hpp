// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A sink that writes records on a thread of its own, so that logs do not wait for a file.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error_hook.hpp>
#include <logdefer/sinks/overflow.hpp>
#include <logdefer/sinks/queued_sink.hpp>
#include <logdefer/sinks/record_lanes.hpp>
#include <logdefer/sinks/sink.hpp>
#include <logdefer/sinks/sink_counters.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// The options of an `async_sink`.
struct async_options {
    /// Bytes of records that may wait to be written, plus 8 for each record; clamped to the range from 512 bytes to
    /// 128 MiB. From 4 MiB on there are four queues of a quarter each, and threads that log at the same time use
    /// different ones as far as possible; below 4 MiB there is one queue. The longest record that fits is an eighth of
    /// a queue less 8 bytes, 256 KiB by default. One eighth more memory is allocated.
    std::size_t capacity = std::size_t{8} << 20U;
    /// What happens to a record when the queue is full.
    overflow when_full = overflow::block;
    /// How long a record may wait to be written together with others, at most 100 years. With 0 it is written as soon
    /// as possible.
    std::chrono::nanoseconds period = std::chrono::milliseconds{100};
    /// Called for records that are lost after their log has ended, for the 1st, 2nd, 4th, 8th... of them, and for each
    /// new error of the wrapped sink. Called on the thread that writes; with `drop_oldest`, also on threads that log.
    /// The hook should not log to this sink. It may end the program by `std::exit`; the contents of the queue are then
    /// lost.
    error_hook on_error = {};
};

/// Gives records to another sink on a thread of its own. A log only copies the text.
///
/// The wrapped sink gets many records in one call if it has `write(lines, written)` or is a stream, and otherwise one
/// record in each call; there is only one call at a time. An lvalue sink is referenced and must outlive this object, an
/// rvalue sink is owned.
///
/// Records of one thread stay in order; those of different threads may be reordered, even if one logs after another. A
/// crash of the process loses what is in the queues, and the eighth of a queue that is being written. The destructor
/// writes what is in the queues, for a static object at the end of the program.
///
/// @par Errors         if the wrapped sink fails, the records it did not take are counted, and the next record reports
///                     the count. If the thread cannot be started or there is no memory, the hook is called, and each
///                     record is written at once by its log. A record that is too long for a queue is written by its
///                     log, after the earlier ones; if logs do not wait, it is lost with `error::record_too_large`. A
///                     record that the wrapped sink or the hook logs to this sink is lost if it would have to wait for
///                     itself; `flush` returns false there
/// @par Thread safety  any number of threads; no locks, and no system call except to wake the idle thread, once in a
///                     period or half a queue. With `overflow::block`, and for a record that is too long for the queue,
///                     a log also waits for other threads that log, for example one of low priority that was preempted
///                     while it copied its record
/// @par Lifetime       must outlive its logs
/// @par Processes      in the child of a fork(2) the queue is empty, and each record is written at once by its log. The
///                     child waits for no lock of this class. But if the parent's thread held a lock of the wrapped
///                     sink (a `std::mutex`, a `FILE*`, spdlog's `..._mt`) at the fork, the child waits for it forever:
///                     wrap a sink without locks, which suffices since there is only one call at a time, or do not log
///                     in the child.
///                     `counters()` continue from the parent's. An owned sink is not destroyed in the child
/// @par Complexity     O(n) in the text, no allocation
class async_sink {
public:
    template <class Sink>
        requires(text_sink<std::remove_reference_t<Sink>> || stream_sink<std::remove_reference_t<Sink>>)
    explicit async_sink(Sink&& sink, async_options const& options = {}) noexcept
        : queued_(std::forward<Sink>(sink), {.capacity = std::min(options.capacity, greatest_capacity),
                                             .lanes = options.capacity < several_lanes ? 1 : detail::record_lanes::most,
                                             .period = options.period,
                                             .when_full = options.when_full,
                                             .on_error = options.on_error}) {}
    async_sink(async_sink&&) = delete;

    std::error_code operator()(std::string_view record) noexcept { return queued_.take(record, 0); }

    /// Waits until all records taken before this call have been given to the wrapped sink; returns false if `deadline`
    /// passes first. Errors of the wrapped sink are reported by `counters()` and the hook.
    bool flush(std::chrono::steady_clock::time_point deadline) noexcept { return queued_.flush(deadline); }

    [[nodiscard]] sink_counters counters() const noexcept { return queued_.counters(); }

    // Called by logs: the count of lost records that no record has reported yet, and a record that reports some.
    std::error_code operator()(std::string_view record, std::uint64_t told) noexcept {
        return queued_.take(record, told);
    }
    [[nodiscard]] std::uint64_t take_dropped() noexcept { return queued_.take_dropped(); }
    void return_dropped(std::uint64_t n) noexcept { queued_.return_dropped(n); }

    /// Returns the name of the wrapped sink.
    [[nodiscard]] std::string_view name() const noexcept { return queued_.name(); }

private:
    static constexpr std::size_t several_lanes = std::size_t{4} << 20U;
    static constexpr std::size_t greatest_capacity = std::size_t{128} << 20U;

    detail::queued_sink queued_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
