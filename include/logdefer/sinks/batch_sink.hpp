// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A sink that gathers records in memory and writes many at once.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error_hook.hpp>
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

/// The options of a `batch_sink`.
struct batch_options {
    /// The size of a batch: gathered records are written when they have so many bytes, plus 8 for each record. Clamped
    /// to the range from 64 bytes to 16 MiB.
    std::size_t bytes = std::size_t{64} << 10U;
    /// How long a record may wait until its batch is full, at most 100 years; then a thread of the sink, which sleeps
    /// otherwise, writes it. With 0 there is no such thread, and records wait for others, for `flush`, or for the
    /// destructor.
    std::chrono::nanoseconds period = std::chrono::seconds{1};
    /// Called for records that are lost after their log has ended, for the 1st, 2nd, 4th, 8th... of them, and for each
    /// new error of the wrapped sink. Called on the thread that writes. The hook should not log to this sink. It may
    /// end the program by `std::exit`; the gathered records are then lost.
    error_hook on_error = {};
};

/// Gathers records and gives them to another sink in batches. The log that completes a batch writes it.
///
/// This saves most system calls, but one log still waits for each of them; `async_sink` writes on a thread of its own
/// instead. While one thread writes, others can fill up to seven more batches; then they wait. The thread writes those,
/// too, but not more than 16 batches in one call; then the waiting threads take turns. The wrapped sink gets a batch in
/// one call if it has `write(lines, written)` or is a stream, and otherwise one record in each call; there is only one
/// call at a time. An lvalue sink is referenced and must outlive this object, an rvalue sink is owned.
///
/// Records of one thread stay in order. A crash of the process loses the gathered records: less than a batch, or up to
/// nine batches while one is being written. The destructor writes the gathered records, for a static object at the end
/// of the program.
///
/// @par Errors         if the wrapped sink fails, the records it did not take are counted, and the next record reports
///                     the count. If the thread cannot be started or there is no memory, the hook is called, and each
///                     record is written at once. A record longer than `bytes - 8` is written by its log, after the
///                     earlier ones. A record that the wrapped sink or the hook logs to this sink is lost if it would
///                     have to wait for itself; `flush` returns false there
/// @par Thread safety  any number of threads; only threads that write lock
/// @par Lifetime       must outlive its logs
/// @par Processes      in the child of a fork(2) nothing is gathered, and each record is written at once. The child
///                     waits for no lock of this class. But if a thread of the parent held a lock of the wrapped sink
///                     (a `std::mutex`, a `FILE*`, spdlog's `..._mt`) at the fork, the child waits for it forever: wrap
///                     a sink without locks, which suffices since there is only one call at a time, or do not log in
///                     the child.
///                     `counters()` continue from the parent's. An owned sink is not destroyed in the child
/// @par Complexity     O(n) in the text, no allocation
class batch_sink {
public:
    template <class Sink>
        requires(text_sink<std::remove_reference_t<Sink>> || stream_sink<std::remove_reference_t<Sink>>)
    explicit batch_sink(Sink&& sink, batch_options const& options = {}) noexcept
        : queued_(std::forward<Sink>(sink),
                  {.capacity =
                       std::min(options.bytes, detail::record_queue::greatest_capacity) * detail::record_queue::slots,
                   .lanes = 1,  // all records share a batch
                   .period = options.period,
                   .when_full = std::nullopt,
                   .on_error = options.on_error}) {}
    batch_sink(batch_sink&&) = delete;

    std::error_code operator()(std::string_view record) noexcept { return queued_.take(record, 0); }

    /// Gives all records taken before this call to the wrapped sink. With a period, the thread of the sink does so, and
    /// the call returns false if `deadline` passes first. Without one, the caller writes them and ignores `deadline`.
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
    detail::queued_sink queued_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
