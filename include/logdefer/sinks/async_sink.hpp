// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records written by a thread of the sink's own, so that no log waits for a file.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
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

struct async_options {
    /// Bytes of records that may wait to be written, with 8 for each record; from 512 bytes to 128 MiB, else the
    /// nearest of both. From 4 MiB on there are four queues of a quarter each, and threads that log at the same time
    /// have different ones, as far as there are enough; below, there is one. The longest record that is taken is an
    /// eighth of a queue, less 8 bytes: 256 KiB unless told. Memory for one eighth more is used.
    std::size_t capacity = std::size_t{8} << 20U;
    overflow when_full = overflow::block;
    /// How long a record may wait for others to be written with it, at most 100 years. 0: it is written as soon as
    /// possible.
    std::chrono::nanoseconds period = std::chrono::milliseconds{100};
    /// Hears of records that are lost after their log has ended: of the 1st, 2nd, 4th, 8th..., and of each new error of
    /// the wrapped sink. Called by the thread that writes; with `drop_oldest` by threads that log, too. It should not
    /// log to this sink. It may end the program by `std::exit`: what is in the queue is then lost.
    error_hook on_error = {};
};

/// Gives records to another sink, on a thread of its own: for a log it costs a copy of the text.
///
/// A sink that has `write(lines, written)`, and a stream, get many records at once, others one in each call, always one
/// call at a time. An lvalue sink is referenced and must outlive this one, an rvalue sink is owned.
///
/// Records of one thread stay in order; those of several threads may not, even where one logs after another. A crash of
/// the process loses what is in the queues, and the eighth of one that is being written; the destructor, and so the end
/// of the program for a static object, writes it.
///
/// @par Errors         of the wrapped sink: the records it did not take are counted, and the next record says how many
///                     there were. Where the thread or the memory cannot be had, the hook is told, and each record is
///                     written at once by its log. A record that is too long for a queue is written by its log, after
///                     those before it, or, where logs do not wait, lost: `error::record_too_large`. What the wrapped
///                     sink or the hook logs to this one is lost where it would have to wait for itself, and `flush`
///                     returns false there.
/// @par Thread safety  any number of threads; no locks, and no call of the system but to wake the idle thread, once in
///                     a period or half a queue. With `overflow::block`, and for a record that is too long for the
///                     queue, a log also waits for threads that log, such as one of low priority that has lost its
///                     processor while it copied.
/// @par Lifetime       must outlive its logs
/// @par Processes      in the child of a fork(2) the queue is empty, and each record is written at once by its log. The
///                     child waits for no lock of this class. It does for a lock of the wrapped sink (a `std::mutex`, a
///                     `FILE*`, spdlog's `..._mt`) that the parent's thread had at the fork, and then forever: wrap one
///                     without, since calls come one at a time anyway, or do not log in the child. `counters()` go on
///                     from the parent's. An owned sink is not destroyed there
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

    /// Waits until the wrapped sink has been given all records taken before this call; false where the deadline came
    /// first. What it made of them is said by `counters()` and the hook.
    bool flush(std::chrono::steady_clock::time_point deadline) noexcept { return queued_.flush(deadline); }

    [[nodiscard]] sink_counters counters() const noexcept { return queued_.counters(); }

    // For logs: how many records were lost since a record has said so; and a record that says it.
    std::error_code operator()(std::string_view record, std::uint64_t told) noexcept {
        return queued_.take(record, told);
    }
    [[nodiscard]] std::uint64_t take_dropped() noexcept { return queued_.take_dropped(); }
    void return_dropped(std::uint64_t n) noexcept { queued_.return_dropped(n); }

    /// That of the wrapped sink.
    [[nodiscard]] std::string_view name() const noexcept { return queued_.name(); }

private:
    static constexpr std::size_t several_lanes = std::size_t{4} << 20U;
    static constexpr std::size_t greatest_capacity = std::size_t{128} << 20U;

    detail::queued_sink queued_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
