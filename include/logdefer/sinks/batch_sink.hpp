// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records gathered in memory, so that many are written at once.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/sinks/queued_sink.hpp>
#include <logdefer/sinks/sink.hpp>
#include <logdefer/sinks/sink_counters.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

struct batch_options {
    /// Gathered records are written when so many bytes have come together, with 8 for each record; from 64 bytes to
    /// 16 MiB, else the nearest of both.
    std::size_t bytes = std::size_t{64} << 10U;
    /// How long a record may wait for that, at most 100 years. A thread sees to it, which sleeps otherwise. 0: there is
    /// no such thread, and records wait for others, for `flush`, or for the end.
    std::chrono::nanoseconds period = std::chrono::seconds{1};
    /// Hears of records that are lost after their log has ended: of the 1st, 2nd, 4th, 8th..., and of each new error of
    /// the wrapped sink. Called by whichever thread writes. It should not log to this sink. It may end the
    /// program by `std::exit`: what is gathered is then lost.
    error_hook on_error = {};
};

/// Gathers records and gives them to another sink together, by the log that completes a batch.
///
/// Saves most calls of the system, but some log still waits for each: `async_sink` has a thread for that. While one
/// thread writes, others go on and fill up to seven more batches; then they wait. It writes those, too, but no more
/// than 16 batches in one call; then those that wait take turns. A sink that has `write(lines, written)`, and a stream,
/// get a batch at once, others one record in each call, always one call at a time. An lvalue sink is referenced and
/// must outlive this one, an rvalue sink is owned.
///
/// Records of one thread stay in order. A crash of the process loses what is gathered: less than a batch, or, while one
/// is being written, up to nine of them; the destructor, and so the end of the program for a static object, writes it.
///
/// @par Errors         of the wrapped sink: the records it did not take are counted, and the next record says how many
///                     there were. Where the thread or the memory cannot be had, the hook is told, and each record is
///                     written at once. A record longer than `bytes - 8` is written by its log, after those before
///                     it. What the wrapped sink or the hook logs to this one is lost where it would have to wait
///                     for itself, and `flush` returns false there.
/// @par Thread safety  any number of threads; no locks but for who writes
/// @par Lifetime       must outlive its logs
/// @par Processes      in the child of a fork(2) nothing is gathered, and each record is written at once. The child
///                     waits for no lock of this class. It does for a lock of the wrapped sink (a `std::mutex`, a
///                     `FILE*`, spdlog's `..._mt`) that a thread of the parent had at the fork, and then forever: wrap
///                     one without, since calls come one at a time anyway, or do not log in the child. `counters()` go
///                     on from the parent's. An owned sink is not destroyed there
/// @par Complexity     O(n) in the text, no allocation
class batch_sink {
public:
    template <class Sink>
        requires(text_sink<std::remove_reference_t<Sink>> || stream_sink<std::remove_reference_t<Sink>>)
    explicit batch_sink(Sink&& sink, batch_options const& options = {}) noexcept
        : queued_(std::forward<Sink>(sink),
                  {.capacity =
                       std::min(options.bytes, detail::record_queue::greatest_capacity) * detail::record_queue::slots,
                   .lanes = 1,  // records are written when all of them make a batch
                   .period = options.period,
                   .when_full = std::nullopt,
                   .on_error = options.on_error}) {}
    batch_sink(batch_sink&&) = delete;

    std::error_code operator()(std::string_view record) noexcept { return queued_.take(record, 0); }

    /// Gives all records taken before this call to the wrapped sink. With a period its thread does so, and the call
    /// returns false where the deadline comes first; else the caller does, however long that takes.
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
    detail::queued_sink queued_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
