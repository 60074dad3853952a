// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Some queues side by side, so that threads that log at the same time seldom wait for each other's cache lines. A
/// thread puts all its records into the same one: they stay in order.

#include <logdefer/base/config.hpp>
#include <logdefer/sinks/record_queue.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// @par Thread safety  that of `record_queue`; `note_written` is the consumer's as well
class record_lanes {
public:
    static constexpr std::size_t most = 4;

    using turns = std::array<std::uint64_t, most>;

    /// Must be called once, and first. Divides the capacity, in bytes, among so many queues: a power of two, `most` at
    /// most. False when there is no memory.
    [[nodiscard]] bool allocate(std::size_t capacity, std::size_t count) noexcept {
        count_ = count;
        return std::ranges::all_of(lanes(), [&](record_queue& lane) { return lane.allocate(capacity / count); });
    }

    /// The memory stays where it is, since somebody may still use it.
    void leave_behind() noexcept {
        for (record_queue& lane : lanes()) lane.leave_behind();
    }

    /// The longest record that is taken.
    [[nodiscard]] std::size_t largest() const noexcept { return lanes_[0].largest(); }

    /// Where the calling thread puts its records.
    [[nodiscard]] record_queue& of_this_thread() noexcept { return lanes_[number_() & (count_ - 1)]; }

    /// Seals the open blocks in which there is anything. Returns the turns before which all has been sealed.
    turns seal() noexcept {
        turns sealed{};
        for (std::size_t i = 0; i < count_; ++i) sealed[i] = lanes_[i].seal();
        return sealed;
    }

    /// Seals the open blocks whose first record came before this moment, in nanoseconds of `steady_clock`.
    void seal_begun_before(std::int64_t moment) noexcept {
        for (record_queue& lane : lanes()) lane.seal_begun_before(moment);
    }

    /// Takes an oldest block out, from each queue in its turn; null where none is sealed. To be given back.
    [[nodiscard]] record_block* take() noexcept {
        for (std::size_t i = 0; i < count_; ++i) {
            taken_from_ = &lanes_[next_++ & (count_ - 1)];
            if (record_block* const taken = taken_from_->take()) return taken;
        }
        return nullptr;
    }

    /// Gives back what `take` gave.
    void put_back(record_block& taken) noexcept { taken_from_->put_back(taken); }

    /// Says that the blocks which are no longer in the queues have been written or dropped.
    void note_written() noexcept {
        for (std::size_t i = 0; i < count_; ++i) written_[i].store(lanes_[i].tail(), std::memory_order_release);
    }

    /// Whether that has been said of all before these turns.
    [[nodiscard]] bool is_written(turns const& sealed) const noexcept {
        for (std::size_t i = 0; i < count_; ++i) {
            if (written_[i].load(std::memory_order_acquire) < sealed[i]) return false;
        }
        return true;
    }

    /// How many blocks there can be at a time.
    [[nodiscard]] std::size_t slots() const noexcept { return count_ * record_queue::slots; }

    [[nodiscard]] bool has_sealed() const noexcept { return std::ranges::any_of(lanes(), &record_queue::has_sealed); }

    [[nodiscard]] bool is_empty() const noexcept { return std::ranges::all_of(lanes(), &record_queue::is_empty); }

    /// When the oldest record that is still in a queue came; 0 when there is none, or that is not known yet.
    [[nodiscard]] std::int64_t begun() const noexcept {
        std::int64_t first = 0;
        for (record_queue const& lane : lanes()) first = earlier(first, lane.begun());
        return first;
    }

    /// As of one queue.
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

    /// Threads that begin to log one after the other have different lanes.
    static std::size_t number_of_this_thread() noexcept {
        static std::atomic<std::size_t> threads = 0;
        thread_local std::size_t const number = threads.fetch_add(1, std::memory_order_relaxed);
        return number;
    }

    /// 0 is no moment.
    static std::int64_t earlier(std::int64_t a, std::int64_t b) noexcept { return a == 0 || (b != 0 && b < a) ? b : a; }

    /// That of the library that made this object: in another one, which may have a copy of its own, the same thread has
    /// another number.
    std::size_t (*const number_)() noexcept = &number_of_this_thread;
    std::array<record_queue, most> lanes_;
    std::size_t count_ = 1;
    std::array<std::atomic<std::uint64_t>, most> written_{};
    // the consumer's
    std::size_t next_ = 0;
    record_queue* taken_from_ = nullptr;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
