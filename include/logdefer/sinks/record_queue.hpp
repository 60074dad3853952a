// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The texts of finished records on their way to a sink: many threads put them in, one takes them out, without locks.
///
/// The queue is a ring of a few blocks of memory. A producer reserves a place in the open block by one compare and
/// exchange, copies its text there, and reports the bytes as copied. So texts lie one behind the other, and whoever
/// takes a block out has a batch that can be written in one piece; what belongs to each record is kept at the block's
/// end: where it ends, and how many dropped records it tells of. So that count is not lost with a record.
///
/// Blocks are numbered by turns: that of turn `t` stands in slot `t % slots`. `head_` is the turn of the open block,
/// `tail_` that of the oldest. A block that is full, or whose time has come, is sealed: nothing is added to it, and the
/// next is opened. To take the oldest out is to move `tail_` past it: only one thread can do so, and has the block for
/// itself. The consumer puts an empty block into its slot, so that producers need not wait until the batch has been
/// written; a producer that discards the oldest empties it instead. The turn is a part of a block's state, so that a
/// producer that was interrupted cannot reserve a place in a block that has had another turn since.

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

/// What a block holds and whether it takes more, in one word:
///
///     bits 0..23   bytes of text that are reserved
///     bits 24..43  their records
///     bit  44      sealed: takes no more
///     bits 45..63  the turn, as far as it fits
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

/// The memory of some records. In a queue: see above.
class alignas(64) record_block {  // so that one block's producers do not slow down another's
public:
    record_block() = default;
    record_block(record_block&&) = delete;

    void use(char* memory, std::size_t capacity) noexcept {
        memory_ = memory;
        notes_ = reinterpret_cast<note*>(memory + capacity);  // aligned: see record_queue::allocate
        capacity_ = capacity;
    }

    [[nodiscard]] block_state state() const noexcept { return block_state{state_.load(std::memory_order_seq_cst)}; }

    /// Empty, and open as soon as it is its turn. Only for who has the block for itself.
    void begin(std::uint64_t turn) noexcept {
        copied_.store(0, std::memory_order_relaxed);
        begun_.store(0, std::memory_order_relaxed);
        state_.store(block_state::empty(turn).bits(), std::memory_order_release);
    }

    /// Appends a record that tells of so many dropped ones; false where the block has no room, is sealed, or has
    /// another turn.
    bool append(std::uint64_t turn, std::string_view record, std::uint64_t told = 0) noexcept {
        block_state seen = state();
        do {
            if (!seen.has_turn(turn) || seen.is_sealed() || !has_room(seen, record.size())) return false;
        } while (!exchange(seen, seen.with_record(record.size())));
        if (seen.count() == 0) begun_.store(now(), std::memory_order_relaxed);
        if (!record.empty())
            std::memcpy(memory_ + seen.size(), record.data(), record.size());  // it may have no address
        notes_[-1 - static_cast<std::ptrdiff_t>(seen.count())] = note{seen.size() + record.size()} | told << size_bits;
        // release: who has seen this many bytes reserved and copied may read them
        copied_.fetch_add(static_cast<std::uint32_t>(record.size()) + 1, std::memory_order_release);
        ask_for(seen.size() + record.size(), record.size());
        return true;
    }

    /// Lets nobody append in this turn any more.
    void seal(std::uint64_t turn) noexcept {
        block_state seen = state();
        while (seen.has_turn(turn) && !seen.is_sealed() && !exchange(seen, seen.sealed())) {
        }
    }

    /// Whether nobody copies into the sealed block any more.
    [[nodiscard]] bool is_copied() const noexcept {
        auto const sealed = state();
        return copied_.load(std::memory_order_acquire) == static_cast<std::uint32_t>(sealed.size() + sealed.count());
    }

    void await_copies() const noexcept {
        for (int tries = 0; !is_copied(); ++tries) {
            if (tries > 100) ::sched_yield();  // whoever copies has lost its processor
        }
    }

    /// The following only when it `is_copied`.
    [[nodiscard]] std::string_view text() const noexcept { return {memory_, state().size()}; }

    /// Record `i` of the text.
    [[nodiscard]] std::string_view record(std::size_t i) const noexcept {
        std::size_t const begin = i == 0 ? 0 : end(i - 1);
        return {memory_ + begin, end(i) - begin};
    }

    /// How many dropped records those from the `first` on tell of. O(n) in the records.
    [[nodiscard]] std::uint64_t told(std::size_t first = 0) const noexcept {
        std::uint64_t sum = 0;
        for (std::size_t i = first; i < state().count(); ++i) sum += told_by(i);
        return sum;
    }
    [[nodiscard]] std::uint64_t told_by(std::size_t i) const noexcept { return at(i) >> size_bits; }

    /// How many records lie within the first `size` bytes. O(log n).
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

    /// When its first record came, in nanoseconds of `steady_clock`; 0 when it has none, or that is not known yet.
    [[nodiscard]] std::int64_t begun() const noexcept { return begun_.load(std::memory_order_relaxed); }

    [[nodiscard]] static std::int64_t now() noexcept {
        return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}.count();
    }

    /// The bytes that a block needs for a record.
    [[nodiscard]] static constexpr std::size_t room_for(std::size_t record) noexcept { return record + sizeof(note); }

private:
    /// Where a record's text ends, and above that, in 40 bits, how many dropped records it tells of.
    using note = std::uint64_t;
    static constexpr unsigned size_bits = 24;
    static_assert(block_state::greatest_size < note{1} << size_bits);

    [[nodiscard]] note at(std::size_t i) const noexcept { return notes_[-1 - static_cast<std::ptrdiff_t>(i)]; }
    [[nodiscard]] std::size_t end(std::size_t i) const noexcept { return at(i) & ((note{1} << size_bits) - 1); }

    /// Asks for the cache lines of the next record, if it is as long as this one, while its log is still at work: the
    /// consumer read them last, perhaps on another processor. `__builtin_prefetch` would ask to read them, too.
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

    /// seq_cst: who finds the consumer awake after this is sure that it sees what this has changed.
    bool exchange(block_state& seen, block_state wanted) noexcept {
        std::uint64_t bits = seen.bits();
        bool const done = state_.compare_exchange_weak(bits, wanted.bits(), std::memory_order_seq_cst);
        if (!done) seen = block_state{bits};
        return done;
    }

    std::atomic<std::uint64_t> state_ = 0;
    std::atomic<std::uint32_t> copied_ = 0;  // bytes, and one for each record: an empty one counts, too
    std::atomic<std::int64_t> begun_ = 0;
    char* memory_ = nullptr;
    note* notes_ = nullptr;  // before it, from the last: those of the records
    std::size_t capacity_ = 0;
};

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

    /// Must be called once, and first. Takes `capacity` bytes and an eighth; false when there is no memory.
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

    /// The memory stays where it is, since somebody may still use it.
    void leave_behind() noexcept { left_behind_ = true; }

    /// The longest record that is taken.
    [[nodiscard]] std::size_t largest() const noexcept { return block_capacity_ - record_block::room_for(0); }

    enum class push_result : std::uint8_t {
        appended,
        appended_to_next,  ///< and the block before it is full
        full,
    };

    /// Copies a record that is not longer than `largest()` into the queue. It tells of so many dropped ones.
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
        std::uint64_t told = 0;  ///< dropped ones that these would have told of
    };

    /// Makes room by emptying the oldest block, where the queue is full; returns what that lost. Nothing where a
    /// producer still copies into that block: it may have lost its processor, and nobody waits for it here.
    discarded discard_oldest() noexcept {
        auto turn = tail_.load(std::memory_order_acquire);
        if (head_.load(std::memory_order_acquire) - turn + 1 < slots) return {};  // there is room
        record_block& oldest = block_of(turn);
        auto const state = oldest.state();
        if (!state.has_turn(turn) || !state.is_sealed() || !oldest.is_copied() || !advance_tail(turn)) return {};
        discarded const lost{state.count(), oldest.told()};
        oldest.begin(turn + slots);  // it lies in its slot already; a later store could overwrite its successor
        return lost;
    }

    /// Seals the open block if there is anything in it. Returns the turn before which all has been sealed.
    std::uint64_t seal() noexcept {
        for (;;) {
            auto const turn = head_.load(std::memory_order_acquire);
            record_block& open = block_of(turn);
            auto const state = open.state();
            if (!state.has_turn(turn)) continue;
            if (state.count() == 0) return turn;
            open.seal(turn);
            (void)open_next(turn);  // where there is no room, `take` makes some
            return turn + 1;
        }
    }

    /// Seals the open block if its first record came before this moment, in nanoseconds of `steady_clock`.
    void seal_begun_before(std::int64_t moment) noexcept {
        auto const begun = block_of(head_.load(std::memory_order_acquire)).begun();
        if (begun != 0 && begun <= moment) (void)seal();
    }

    /// Takes the oldest block out, if it is sealed, and all copied into it; else null. To be given back.
    [[nodiscard]] record_block* take() noexcept {
        for (;;) {
            auto turn = tail_.load(std::memory_order_acquire);
            record_block& oldest = block_of(turn);
            auto const state = oldest.state();
            if (!state.has_turn(turn)) {
                ::sched_yield();  // a producer discards it
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

    /// Gives back what `take` gave.
    void put_back(record_block& taken) noexcept {
        in_hand_.store(nullptr, std::memory_order_relaxed);
        spare_ = &taken;
    }

    /// What was put in before this turn has been taken out.
    [[nodiscard]] std::uint64_t tail() const noexcept { return tail_.load(std::memory_order_seq_cst); }

    /// Whether `take` would find a block.
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

    /// Whether a producer would find it full.
    [[nodiscard]] bool is_full() const noexcept {
        auto const head = head_.load(std::memory_order_seq_cst);
        auto const next = block_of(head + 1).state();
        return block_of(head).state().is_sealed() && !next.has_turn(head + 1);
    }

    /// Whether so much is sealed that it is worth while to wake the consumer.
    [[nodiscard]] bool is_half_full() const noexcept {
        return head_.load(std::memory_order_relaxed) - tail_.load(std::memory_order_relaxed) >= slots / 2;
    }

    /// When the oldest record that is still in the queue came; 0 when it has none, or that is not known yet.
    [[nodiscard]] std::int64_t begun() const noexcept {
        return block_of(tail_.load(std::memory_order_acquire)).begun();
    }

    struct contents {
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
        std::int64_t begun = 0;  ///< when the oldest came
    };

    /// What is in the queue, with the block that is being written. Exact when nobody puts in or takes out.
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

    /// Puts an empty block into its slot. Only for who has the block and the slot for itself.
    void put(std::uint64_t turn, record_block& empty) noexcept {
        empty.begin(turn);
        ring_[turn % slots].store(&empty, std::memory_order_release);
    }

    /// Opens the block behind that of this turn, which is sealed; false where there is none.
    bool open_next(std::uint64_t turn) noexcept {
        if (!block_of(turn + 1).state().has_turn(turn + 1)) return head_.load(std::memory_order_acquire) != turn;
        head_.compare_exchange_strong(turn, turn + 1, std::memory_order_acq_rel);  // else another thread has done so
        return true;
    }

    bool advance_tail(std::uint64_t turn) noexcept {
        return tail_.compare_exchange_strong(turn, turn + 1, std::memory_order_seq_cst);
    }

    alignas(64) std::atomic<std::uint64_t> head_ = 0;
    std::array<std::atomic<record_block*>, slots> ring_{};
    alignas(64) std::atomic<std::uint64_t> tail_ = 0;
    std::atomic<record_block*> in_hand_ = nullptr;
    record_block* spare_ = nullptr;  // the consumer's
    std::array<record_block, slots + 1> blocks_;
    char* memory_ = nullptr;
    std::size_t block_capacity_ = 0;
    bool left_behind_ = false;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
