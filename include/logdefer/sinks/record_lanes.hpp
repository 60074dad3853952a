// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Several queues side by side, so that threads that log at the same time seldom contend for cache lines. A thread puts
/// all its records into the same queue, which keeps their order.

#include <logdefer/base/config.hpp>
#include <logdefer/sinks/record_queue.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A set of queues that is used like one queue.
///
/// @par Thread safety  that of `record_queue`; only the consumer may call `note_written`
class record_lanes {
public:
    static constexpr std::size_t most = 4;

    using turns = std::array<std::uint64_t, most>;

    /// Divides the capacity, in bytes, among `count` queues: a power of two, at most `most`. Returns false if there is
    /// no memory. Must be called once, before all other functions.
    [[nodiscard]] bool allocate(std::size_t capacity, std::size_t count) noexcept {
        count_ = count;
        return std::ranges::all_of(lanes(), [&](record_queue& lane) { return lane.allocate(capacity / count); });
    }

    /// Does not free the memory at destruction, since another thread may still use it.
    void leave_behind() noexcept {
        for (record_queue& lane : lanes()) lane.leave_behind();
    }

    /// Returns the size of the longest record that fits.
    [[nodiscard]] std::size_t largest() const noexcept { return lanes_[0].largest(); }

    /// Returns the queue into which the calling thread puts its records.
    [[nodiscard]] record_queue& of_this_thread() noexcept { return lanes_[number_() & (count_ - 1)]; }

    /// Seals the open blocks that are not empty. Returns the turns before which all blocks have been sealed.
    turns seal() noexcept {
        turns sealed{};
        for (std::size_t i = 0; i < count_; ++i) sealed[i] = lanes_[i].seal();
        return sealed;
    }

    /// Seals the open blocks whose first record came at `moment` or before, in nanoseconds of `steady_clock`.
    void seal_begun_before(std::int64_t moment) noexcept {
        for (record_queue& lane : lanes()) lane.seal_begun_before(moment);
    }

    /// Takes out the oldest block of one queue, alternating between the queues; null if no block is sealed. The block
    /// must be returned by `put_back`.
    [[nodiscard]] record_block* take() noexcept {
        for (std::size_t i = 0; i < count_; ++i) {
            taken_from_ = &lanes_[next_++ & (count_ - 1)];
            if (record_block* const taken = taken_from_->take()) return taken;
        }
        return nullptr;
    }

    /// Returns the block that `take` has returned.
    void put_back(record_block& taken) noexcept { taken_from_->put_back(taken); }

    /// Notes that the blocks which are no longer in the queues have been written or dropped.
    void note_written() noexcept {
        for (std::size_t i = 0; i < count_; ++i) written_[i].store(lanes_[i].tail(), std::memory_order_release);
    }

    /// Returns whether `note_written` has noted all blocks before these turns.
    [[nodiscard]] bool is_written(turns const& sealed) const noexcept {
        for (std::size_t i = 0; i < count_; ++i) {
            if (written_[i].load(std::memory_order_acquire) < sealed[i]) return false;
        }
        return true;
    }

    /// Returns the greatest number of blocks at a time.
    [[nodiscard]] std::size_t slots() const noexcept { return count_ * record_queue::slots; }

    [[nodiscard]] bool has_sealed() const noexcept { return std::ranges::any_of(lanes(), &record_queue::has_sealed); }

    [[nodiscard]] bool is_empty() const noexcept { return std::ranges::all_of(lanes(), &record_queue::is_empty); }

    /// Returns when the oldest record that is still in a queue came; 0 if there is none, or that is not known yet.
    [[nodiscard]] std::int64_t begun() const noexcept {
        std::int64_t first = 0;
        for (record_queue const& lane : lanes()) first = earlier(first, lane.begun());
        return first;
    }

    /// Returns the contents of all queues; see `record_queue::look`.
    [[nodiscard]] record_queue::contents look() const noexcept {
        record_queue::contents all;
        for (record_queue const& lane : lanes()) {
            auto const found = lane.look();
            all.records += found.records;
            all.bytes += found.bytes;
            all.begun = earlier(all.begun, found.begun);
        }
        return all;
    }

private:
    [[nodiscard]] std::span<record_queue> lanes() noexcept { return {lanes_.data(), count_}; }
    [[nodiscard]] std::span<record_queue const> lanes() const noexcept { return {lanes_.data(), count_}; }

    /// Returns a number that increases with each thread, so that threads which begin to log one after the other use
    /// different lanes.
    static std::size_t number_of_this_thread() noexcept {
        static std::atomic<std::size_t> threads = 0;
        thread_local std::size_t const number = threads.fetch_add(1, std::memory_order_relaxed);
        return number;
    }

    /// Returns the earlier of two times, of which 0 stands for none.
    static std::int64_t earlier(std::int64_t a, std::int64_t b) noexcept { return a == 0 || (b != 0 && b < a) ? b : a; }

    /// The function of the library that constructed this object: a shared library may have a copy of its own, in which
    /// the same thread has another number.
    std::size_t (*const number_)() noexcept = &number_of_this_thread;
    std::array<record_queue, most> lanes_;
    std::size_t count_ = 1;
    std::array<std::atomic<std::uint64_t>, most> written_{};
    // only for the consumer
    std::size_t next_ = 0;
    record_queue* taken_from_ = nullptr;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
