// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A lock-free queue of the texts of finished records: many threads put them in, one takes them out.
///
/// The queue is a ring of a few blocks of memory. A producer reserves a place in the open block by one compare and
/// exchange, copies its text there, and reports the bytes as copied. Therefore the texts lie one behind the other, and
/// a block that is taken out is a batch that can be written in one piece. The data of each record are kept at the end
/// of the block: where the record ends, and how many dropped records it reports, so that this count is not lost with
/// it.
///
/// Blocks are numbered by turns: the block of turn `t` is in slot `t % slots`. `head_` is the turn of the open block,
/// `tail_` that of the oldest. A block that is full, or must not wait any longer, is sealed: nothing is added to it,
/// and the next one is opened. The oldest block is taken out by moving `tail_` past it: only one thread can do so, and
/// then owns the block. The consumer puts an empty block into the slot, so that producers need not wait until the batch
/// has been written; a producer that discards the oldest block empties it instead. The turn is a part of a block's
/// state, so that an interrupted producer cannot reserve a place in a block that has got another turn meanwhile.

#include <logdefer/base/config.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string_view>

#include <sched.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The state of a block in one word:
///
///     bits 0..23   bytes of text that are reserved
///     bits 24..43  number of records that are reserved
///     bit  44      sealed: no more records are added
///     bits 45..63  the low bits of the turn
class block_state {
public:
    static constexpr std::uint64_t greatest_size = (1U << 24U) - 1;
    static constexpr std::uint64_t greatest_count = (1U << 20U) - 1;

    explicit block_state(std::uint64_t bits) noexcept : bits_(bits) {}
    [[nodiscard]] static block_state empty(std::uint64_t turn) noexcept { return block_state{turn << 45U}; }

    [[nodiscard]] std::size_t size() const noexcept { return bits_ & greatest_size; }
    [[nodiscard]] std::size_t count() const noexcept { return bits_ >> 24U & greatest_count; }
    [[nodiscard]] bool is_sealed() const noexcept { return (bits_ & sealed_bit) != 0; }
    [[nodiscard]] bool has_turn(std::uint64_t turn) const noexcept { return bits_ >> 45U == turn << 45U >> 45U; }

    [[nodiscard]] block_state sealed() const noexcept { return block_state{bits_ | sealed_bit}; }
    [[nodiscard]] block_state with_record(std::size_t size) const noexcept {
        return block_state{bits_ + size + (std::uint64_t{1} << 24U)};
    }

    [[nodiscard]] std::uint64_t bits() const noexcept { return bits_; }

private:
    static constexpr std::uint64_t sealed_bit = std::uint64_t{1} << 44U;

    std::uint64_t bits_;
};

/// A block of a queue: the memory of some records.
class alignas(64) record_block {  // so that producers of different blocks share no cache line
public:
    record_block() = default;
    record_block(record_block&&) = delete;

    void use(char* memory, std::size_t capacity) noexcept {
        memory_ = memory;
        notes_ = reinterpret_cast<note*>(memory + capacity);  // aligned: see record_queue::allocate
        capacity_ = capacity;
    }

    [[nodiscard]] block_state state() const noexcept { return block_state{state_.load(std::memory_order_seq_cst)}; }

    /// Empties the block, which opens when `turn` comes. Only for a thread that owns the block.
    void begin(std::uint64_t turn) noexcept {
        copied_.store(0, std::memory_order_relaxed);
        begun_.store(0, std::memory_order_relaxed);
        state_.store(block_state::empty(turn).bits(), std::memory_order_release);
    }

    /// Appends a record that reports `told` dropped ones; returns false if the block has no room, is sealed, or has
    /// another turn.
    bool append(std::uint64_t turn, std::string_view record, std::uint64_t told = 0) noexcept {
        block_state seen = state();
        do {
            if (!seen.has_turn(turn) || seen.is_sealed() || !has_room(seen, record.size())) return false;
        } while (!exchange(seen, seen.with_record(record.size())));
        if (seen.count() == 0) begun_.store(now(), std::memory_order_relaxed);
        if (!record.empty())
            std::memcpy(memory_ + seen.size(), record.data(), record.size());  // `record.data()` may be a null pointer
        notes_[-1 - static_cast<std::ptrdiff_t>(seen.count())] = note{seen.size() + record.size()} | told << size_bits;
        // release: a thread that sees this many bytes reserved and copied may read them
        copied_.fetch_add(static_cast<std::uint32_t>(record.size()) + 1, std::memory_order_release);
        ask_for(seen.size() + record.size(), record.size());
        return true;
    }

    /// Seals the block: no more records are appended in this turn.
    void seal(std::uint64_t turn) noexcept {
        block_state seen = state();
        while (seen.has_turn(turn) && !seen.is_sealed() && !exchange(seen, seen.sealed())) {
        }
    }

    /// Returns whether all records have been copied into the sealed block.
    [[nodiscard]] bool is_copied() const noexcept {
        auto const sealed = state();
        return copied_.load(std::memory_order_acquire) == static_cast<std::uint32_t>(sealed.size() + sealed.count());
    }

    void await_copies() const noexcept {
        for (int tries = 0; !is_copied(); ++tries) {
            if (tries > 100) ::sched_yield();  // the copying thread was preempted
        }
    }

    /// Returns the text of all records. This and the following functions may only be called if `is_copied()`.
    [[nodiscard]] std::string_view text() const noexcept { return {memory_, state().size()}; }

    /// Returns the text of record `i`.
    [[nodiscard]] std::string_view record(std::size_t i) const noexcept {
        std::size_t const begin = i == 0 ? 0 : end(i - 1);
        return {memory_ + begin, end(i) - begin};
    }

    /// Returns how many dropped records the records from `first` on report. O(n) in the records.
    [[nodiscard]] std::uint64_t told(std::size_t first = 0) const noexcept {
        std::uint64_t sum = 0;
        for (std::size_t i = first; i < state().count(); ++i) sum += told_by(i);
        return sum;
    }
    [[nodiscard]] std::uint64_t told_by(std::size_t i) const noexcept { return at(i) >> size_bits; }

    /// Returns how many records lie within the first `size` bytes. O(log n).
    [[nodiscard]] std::size_t records_within(std::size_t size) const noexcept {
        std::size_t first = 0;
        std::size_t last = state().count();
        while (first < last) {
            std::size_t const middle = (first + last) / 2;
            if (end(middle) <= size) {
                first = middle + 1;
            } else {
                last = middle;
            }
        }
        return first;
    }

    /// Returns when the first record came, in nanoseconds of `steady_clock`; 0 if there is none, or that is not known
    /// yet.
    [[nodiscard]] std::int64_t begun() const noexcept { return begun_.load(std::memory_order_relaxed); }

    [[nodiscard]] static std::int64_t now() noexcept {
        return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}.count();
    }

    /// Returns the number of bytes that a block needs for a record.
    [[nodiscard]] static constexpr std::size_t room_for(std::size_t record) noexcept { return record + sizeof(note); }

private:
    /// The end of a record's text and, in the upper 40 bits, the number of dropped records that it reports.
    using note = std::uint64_t;
    static constexpr unsigned size_bits = 24;
    static_assert(block_state::greatest_size < note{1} << size_bits);

    [[nodiscard]] note at(std::size_t i) const noexcept { return notes_[-1 - static_cast<std::ptrdiff_t>(i)]; }
    [[nodiscard]] std::size_t end(std::size_t i) const noexcept { return at(i) & ((note{1} << size_bits) - 1); }

    /// Prefetches for writing the cache lines of the next record, assuming that it is as long as this one: the consumer
    /// read them last, perhaps on another processor. On x86-64, `__builtin_prefetch` would prefetch them for reading.
    void ask_for(std::size_t begin, std::size_t size) noexcept {
        constexpr std::size_t line = 64;
        constexpr std::size_t most = 2048;
        std::size_t const end = std::min(begin + std::min(size, most), capacity_);
        for (std::size_t i = begin; i < end; i += line) {
#if defined(__x86_64__)
            asm volatile("prefetchw %0" : : "m"(memory_[i]));
#else
            __builtin_prefetch(&memory_[i], 1);
#endif
        }
    }

    [[nodiscard]] bool has_room(block_state seen, std::size_t size) const noexcept {
        std::size_t const taken = seen.size() + seen.count() * sizeof(note);
        return room_for(size) <= capacity_ - taken && seen.count() < block_state::greatest_count;
    }

    /// seq_cst: if the caller afterwards finds the consumer awake, the consumer sees the change.
    bool exchange(block_state& seen, block_state wanted) noexcept {
        std::uint64_t bits = seen.bits();
        bool const done = state_.compare_exchange_weak(bits, wanted.bits(), std::memory_order_seq_cst);
        if (!done) seen = block_state{bits};
        return done;
    }

    std::atomic<std::uint64_t> state_ = 0;
    std::atomic<std::uint32_t> copied_ = 0;  // bytes, plus one for each record, since a record may be empty
    std::atomic<std::int64_t> begun_ = 0;
    char* memory_ = nullptr;
    note* notes_ = nullptr;  // the end of the notes, which are stored backwards
    std::size_t capacity_ = 0;
};

/// The queue; see the beginning of this header.
///
/// @par Thread safety  any number of threads, but only one at a time for `take` and `put_back`
class record_queue {
public:
    static constexpr std::size_t slots = 8;
    static constexpr std::size_t least_capacity = slots * 64;
    static constexpr std::size_t greatest_capacity = slots * (block_state::greatest_size & ~std::size_t{7});

    record_queue() = default;
    record_queue(record_queue&&) = delete;
    ~record_queue() {
        if (!left_behind_) std::free(memory_);
    }

    /// Allocates `capacity` bytes and an eighth more; returns false if there is no memory. Must be called once, before
    /// all other functions.
    [[nodiscard]] bool allocate(std::size_t capacity) noexcept {
        capacity = capacity < least_capacity ? least_capacity : capacity;
        capacity = capacity > greatest_capacity ? greatest_capacity : capacity;
        block_capacity_ = capacity / slots & ~std::size_t{7};
        memory_ = static_cast<char*>(std::malloc(blocks_.size() * block_capacity_));
        if (memory_ == nullptr) return false;
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            blocks_[i].use(memory_ + i * block_capacity_, block_capacity_);
            if (i < slots) put(i, blocks_[i]);
        }
        spare_ = &blocks_[slots];
        return true;
    }

    /// Does not free the memory at destruction, since another thread may still use it.
    void leave_behind() noexcept { left_behind_ = true; }

    /// Returns the size of the longest record that fits.
    [[nodiscard]] std::size_t largest() const noexcept { return block_capacity_ - record_block::room_for(0); }

    enum class push_result : std::uint8_t {
        appended,
        appended_to_next,  ///< appended to the next block, since the previous one is full
        full,
    };

    /// Copies a record, which reports `told` dropped ones, into the queue. It must not be longer than `largest()`.
    push_result push(std::string_view record, std::uint64_t told = 0) noexcept {
        auto result = push_result::appended;
        for (;;) {
            auto const turn = head_.load(std::memory_order_acquire);
            record_block& open = block_of(turn);
            if (open.append(turn, record, told)) return result;
            if (!open.state().has_turn(turn)) continue;  // the head has moved on
            open.seal(turn);
            if (!open_next(turn)) return push_result::full;
            result = push_result::appended_to_next;
        }
    }

    struct discarded {
        std::size_t records = 0;
        std::uint64_t told = 0;  ///< the dropped records that these would have reported
    };

    /// Makes room in a full queue by emptying the oldest block; returns the losses. Does nothing if a producer still
    /// copies into that block: it may have been preempted, and is not waited for.
    discarded discard_oldest() noexcept {
        auto turn = tail_.load(std::memory_order_acquire);
        if (head_.load(std::memory_order_acquire) - turn + 1 < slots) return {};  // there is room
        record_block& oldest = block_of(turn);
        auto const state = oldest.state();
        if (!state.has_turn(turn) || !state.is_sealed() || !oldest.is_copied() || !advance_tail(turn)) return {};
        discarded const lost{state.count(), oldest.told()};
        oldest.begin(turn + slots);  // already in its slot; a later store could overwrite its successor
        return lost;
    }

    /// Seals the open block if it is not empty. Returns the turn before which all blocks have been sealed.
    std::uint64_t seal() noexcept {
        for (;;) {
            auto const turn = head_.load(std::memory_order_acquire);
            record_block& open = block_of(turn);
            auto const state = open.state();
            if (!state.has_turn(turn)) continue;
            if (state.count() == 0) return turn;
            open.seal(turn);
            (void)open_next(turn);  // if there is no room, `take` makes some
            return turn + 1;
        }
    }

    /// Seals the open block if its first record came at `moment` or before, in nanoseconds of `steady_clock`.
    void seal_begun_before(std::int64_t moment) noexcept {
        auto const begun = block_of(head_.load(std::memory_order_acquire)).begun();
        if (begun != 0 && begun <= moment) (void)seal();
    }

    /// Takes out the oldest block and waits until all records have been copied into it; null if it is not sealed. The
    /// block must be returned by `put_back`.
    [[nodiscard]] record_block* take() noexcept {
        for (;;) {
            auto turn = tail_.load(std::memory_order_acquire);
            record_block& oldest = block_of(turn);
            auto const state = oldest.state();
            if (!state.has_turn(turn)) {
                ::sched_yield();  // a producer is discarding it
                continue;
            }
            if (!state.is_sealed()) return nullptr;
            if (!open_next(turn)) ::sched_yield();  // the head must not stay behind
            if (head_.load(std::memory_order_acquire) == turn || !advance_tail(turn)) continue;
            in_hand_.store(&oldest, std::memory_order_relaxed);
            put(turn + slots, *spare_);
            oldest.await_copies();
            return &oldest;
        }
    }

    /// Returns the block that `take` has returned.
    void put_back(record_block& taken) noexcept {
        in_hand_.store(nullptr, std::memory_order_relaxed);
        spare_ = &taken;
    }

    /// Returns the turn before which all blocks have been taken out.
    [[nodiscard]] std::uint64_t tail() const noexcept { return tail_.load(std::memory_order_seq_cst); }

    /// Returns whether `take` would find a block.
    [[nodiscard]] bool has_sealed() const noexcept {
        auto const turn = tail_.load(std::memory_order_seq_cst);
        auto const state = block_of(turn).state();
        return !state.has_turn(turn) || state.is_sealed();
    }

    [[nodiscard]] bool is_empty() const noexcept {
        auto const turn = tail_.load(std::memory_order_seq_cst);
        auto const state = block_of(turn).state();
        return state.has_turn(turn) && state.count() == 0;
    }

    /// Returns whether a producer would find the queue full.
    [[nodiscard]] bool is_full() const noexcept {
        auto const head = head_.load(std::memory_order_seq_cst);
        auto const next = block_of(head + 1).state();
        return block_of(head).state().is_sealed() && !next.has_turn(head + 1);
    }

    /// Returns whether half of the queue is sealed, so that waking the consumer is worthwhile.
    [[nodiscard]] bool is_half_full() const noexcept {
        return head_.load(std::memory_order_relaxed) - tail_.load(std::memory_order_relaxed) >= slots / 2;
    }

    /// Returns when the oldest record that is still in the queue came; 0 if there is none, or that is not known yet.
    [[nodiscard]] std::int64_t begun() const noexcept {
        return block_of(tail_.load(std::memory_order_acquire)).begun();
    }

    struct contents {
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
        std::int64_t begun = 0;  ///< when the oldest record came
    };

    /// Returns the contents of the queue, including the block that is being written. Exact only while no records are
    /// put in or taken out.
    [[nodiscard]] contents look() const noexcept {
        contents found;
        auto const add = [&](record_block const& found_in) {
            auto const state = found_in.state();
            if (state.count() == 0) return;
            found.records += state.count();
            found.bytes += state.size();
            if (found.begun == 0) found.begun = found_in.begun();
        };
        if (auto const* taken = in_hand_.load(std::memory_order_relaxed)) add(*taken);
        auto const head = head_.load(std::memory_order_acquire);
        for (auto turn = tail_.load(std::memory_order_acquire); turn <= head; ++turn) add(block_of(turn));
        return found;
    }

private:
    [[nodiscard]] record_block& block_of(std::uint64_t turn) const noexcept {
        return *ring_[turn % slots].load(std::memory_order_acquire);
    }

    /// Puts an empty block into its slot. Only for a thread that owns the block and the slot.
    void put(std::uint64_t turn, record_block& empty) noexcept {
        empty.begin(turn);
        ring_[turn % slots].store(&empty, std::memory_order_release);
    }

    /// Opens the block that follows that of `turn`, which is sealed; returns false if there is none.
    bool open_next(std::uint64_t turn) noexcept {
        if (!block_of(turn + 1).state().has_turn(turn + 1)) return head_.load(std::memory_order_acquire) != turn;
        head_.compare_exchange_strong(turn, turn + 1, std::memory_order_acq_rel);  // or another thread has done so
        return true;
    }

    bool advance_tail(std::uint64_t turn) noexcept {
        return tail_.compare_exchange_strong(turn, turn + 1, std::memory_order_seq_cst);
    }

    alignas(64) std::atomic<std::uint64_t> head_ = 0;
    std::array<std::atomic<record_block*>, slots> ring_{};
    alignas(64) std::atomic<std::uint64_t> tail_ = 0;
    std::atomic<record_block*> in_hand_ = nullptr;
    record_block* spare_ = nullptr;  // only for the consumer
    std::array<record_block, slots + 1> blocks_;
    char* memory_ = nullptr;
    std::size_t block_capacity_ = 0;
    bool left_behind_ = false;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
