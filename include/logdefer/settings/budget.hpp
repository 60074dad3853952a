// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A number of records for each window of time.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/condition.hpp>
#include <logdefer/settings/kept_text.hpp>
#include <logdefer/settings/member_hash.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A millisecond. The number of a window is stored in 32 bits: with much shorter periods, a minute would have so many
/// windows that later ones could not be told from earlier ones.
inline constexpr std::int64_t shortest_period = 1'000'000;

/// How many records a budget lets through in which time.
struct budget_limit {
    std::uint32_t records;
    std::int64_t period;  // nanoseconds, at least `shortest_period`
};

/// Counts the records of the present window, and those that wait for their weight to be carried by a later record.
///
/// A window is a multiple of the period since the Unix epoch. A record that ended in an earlier window than the last
/// one counts in the last one, so that threads do not start a window again. If it is earlier by more than a minute and
/// a window, the wall time was set back, and its window starts.
///
/// @par Thread safety  any thread; no locks
class budget_counter {
public:
    budget_counter() = default;
    budget_counter(budget_counter&&) = delete;

    /// Counts a record that ended at this wall time. Returns false, and counts nothing, if the budget is used up.
    [[nodiscard]] bool take(budget_limit const& limit, std::int64_t ended) noexcept {
        // relaxed: the word is all that the threads share
        std::uint64_t before = used_.load(memory_order::relaxed);
        for (;;) {
            window const now = present(before, limit, ended);
            if (now.records >= limit.records) return false;
            if (used_.compare_exchange_weak(before, word_of({now.number, now.records + 1}), memory_order::relaxed,
                                            memory_order::relaxed)) {
                return true;
            }
        }
    }

    /// Returns whether `take` would count the record.
    [[nodiscard]] bool has_room(budget_limit const& limit, std::int64_t ended) const noexcept {
        return present(used_.load(memory_order::relaxed), limit, ended).records < limit.records;
    }

    /// Counts a record that could not be kept because the budget had room, or because it had not.
    void carry(bool had_room) noexcept { carried_[had_room ? 1 : 0].fetch_add(1, memory_order::relaxed); }

    /// Returns the number of records that were carried since the last call with the same argument.
    [[nodiscard]] std::size_t take_carried(bool had_room) noexcept {
        auto& carried = carried_[had_room ? 1 : 0];
        return carried.load(memory_order::relaxed) == 0 ? 0 : carried.exchange(0, memory_order::relaxed);
    }

private:
    struct window {
        std::uint32_t number;  // the lower half of it
        std::uint32_t records;
    };

    static std::uint64_t word_of(window w) noexcept { return std::uint64_t{w.number} << 32U | w.records; }

    /// Returns the window in which a record counts.
    static window present(std::uint64_t used, budget_limit const& limit, std::int64_t ended) noexcept {
        window const last{static_cast<std::uint32_t>(used >> 32U), static_cast<std::uint32_t>(used)};
        auto const number = static_cast<std::uint32_t>(ended / limit.period);
        if (last.records == 0) return {number, 0};  // there is no last window yet, and its number says nothing
        if (number == last.number) return last;
        auto const behind = static_cast<std::int32_t>(last.number - number);
        constexpr std::int64_t minute = 60'000'000'000;
        bool const is_late = behind == 1 || (behind > 0 && behind <= minute / limit.period);
        return is_late ? last : window{number, 0};
    }

    // The last window: its number, and its records. Aligned as the instructions need it: machines of 32 bits align
    // less.
    alignas(sizeof(std::uint64_t)) atomic<std::uint64_t> used_{0};
    std::array<atomic<std::size_t>, 2> carried_{atomic<std::size_t>{0}, atomic<std::size_t>{0}};
};

/// A budget for all records, or for each value of a member of data.
class budget final : public condition_part {
public:
    /// The number of counters of a budget by key. Two values share a counter if their hashes agree modulo this.
    static constexpr std::size_t counters = 256;

    /// Returns null if there is no memory.
    [[nodiscard]] static budget* for_all(budget_limit limit) noexcept { return new (std::nothrow) budget{limit}; }
    [[nodiscard]] static budget* by_key(budget_limit limit, std::string_view key) noexcept {
        auto* const part = new (std::nothrow) budget{limit};
        if (part == nullptr) return nullptr;
        part->by_key_ = new (std::nothrow) std::array<budget_counter, counters>;
        if (part->by_key_ != nullptr && part->key_.assign(key)) return part;
        delete part;
        return nullptr;
    }
    ~budget() override { delete by_key_; }

    [[nodiscard]] budget_limit const& limit() const noexcept { return limit_; }

    /// Returns the counter for a record. Records without the member share one.
    [[nodiscard]] budget_counter& counter_for(record_view const& record) noexcept {
        if (by_key_ == nullptr) return for_all_;
        return (*by_key_)[hash_of_member(record, key_.view()).value_or(0) % counters];
    }

private:
    explicit budget(budget_limit limit) noexcept : limit_(limit) {}

    budget_limit limit_;
    budget_counter for_all_;
    std::array<budget_counter, counters>* by_key_ = nullptr;
    kept_text key_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
