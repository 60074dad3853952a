// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Evaluates rules for finished records.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/budget.hpp>
#include <logdefer/settings/condition.hpp>
#include <logdefer/settings/rule.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

struct verdict {
    bool kept;
    /// Of a kept record: the probability with which a record like it is kept. The record stands for 1 / `sample_rate`
    /// records. Exactly 1 if no chance was involved.
    double sample_rate;

    friend bool operator==(verdict const&, verdict const&) = default;
};

/// One evaluation of a program.
///
/// The record is kept or dropped by one run, with random variables as they are drawn and budgets as they are found. If
/// it is kept, and any of these was tested, the probability of this is computed: the program is run again for all
/// values of its variables, of which only the intervals between its rates need to be distinguished. The facts and the
/// budgets are the same in all of these runs, and looked up at most once. So the weight 1 / probability is that of the
/// Horvitz-Thompson estimator (Daniel G. Horvitz and Donovan J. Thompson: A generalization of sampling without
/// replacement from a finite universe, 1952): for any rule, the number of all records is the expectation of the sum of
/// the weights of those that are kept.
///
/// This needs a probability above 0. A record that has none because of a budget, but would have one if the budget had
/// room (or had none, under `!`), is therefore carried: the counter of that budget counts it, and the next record that
/// is kept after it has found that counter in the other state stands for one more.
class evaluation {
public:
    evaluation(program const& p, record_view const& record) noexcept : program_(p), record_(record) {}

    [[nodiscard]] verdict run() noexcept {
        bool certain = true;
        std::uint8_t at = 0;
        while (!condition::is_end(at)) {
            condition const& c = program_[at];
            bool const is_fact = c.kind == condition_kind::fact;
            certain = certain && is_fact;
            at = (is_fact ? note(c.holds(c, record_), at) : chance(c)) ? c.if_true : c.if_false;
        }
        bool const kept = at == condition::kept;
        if (certain) return {kept, 1};
        if (kept) return {true, rate_of_kept()};
        carry_dropped();
        return {false, 1};
    }

private:
    struct interval {
        double low;
        double high;
    };
    using slot_set = std::uint32_t;  // a bit for each slot

    [[nodiscard]] static slot_set bit_of(condition const& c) noexcept { return slot_set{1} << c.slot; }

    [[gnu::noinline]] bool chance(condition const& c) noexcept {
        return c.kind == condition_kind::sample ? variable(c) < c.rate : take(c);
    }

    /// Tests the fact at a place, once.
    bool fact(condition const& c, std::uint8_t place) noexcept {
        bool const is_tested = (tested_ >> place & 1U) != 0;
        return is_tested ? (true_ >> place & 1U) != 0 : note(c.holds(c, record_), place);
    }

    bool note(bool holds, std::uint8_t place) noexcept {
        tested_ |= std::uint32_t{1} << place;
        true_ |= std::uint32_t{holds} << place;
        return holds;
    }

    /// Draws the variable of a sample, once.
    double variable(condition const& c) noexcept {
        if ((known_ & bit_of(c)) == 0) {
            known_ |= bit_of(c);
            variables_[c.slot] = c.draw(c, record_);
        }
        return variables_[c.slot];
    }

    /// Uses a budget, once. Returns whether it had room.
    bool take(condition const& c) noexcept {
        auto const bit = bit_of(c);
        if ((known_ & bit) == 0) {
            bool const had_room = counter(c).take(limit_of(c), ended());
            know(bit, had_room);
            used_ |= bit;
        }
        return (room_ & bit) != 0;
    }

    /// Returns whether a budget had room when it was used, or has room if it was not.
    bool has_room(condition const& c) noexcept {
        auto const bit = bit_of(c);
        if ((known_ & bit) == 0) know(bit, counter(c).has_room(limit_of(c), ended()));
        return (room_ & bit) != 0;
    }

    void know(slot_set bit, bool has_room) noexcept {
        known_ |= bit;
        if (has_room) room_ |= bit;
    }

    budget_counter& counter(condition const& c) noexcept {
        return *(counters_[c.slot] = &static_cast<budget*>(c.part)->counter_for(record_));
    }

    static budget_limit const& limit_of(condition const& c) noexcept {
        return static_cast<budget const*>(c.part)->limit();
    }

    [[nodiscard]] std::int64_t ended() const noexcept {
        return saturated_sum(record_.start().count(), record_.end().count());
    }

    /// Returns the rate that a kept record states. It also stands for those that the budgets on its way have carried.
    [[gnu::noinline]] double rate_of_kept() noexcept {
        std::size_t carried = 0;
        for (std::size_t slot = 0; slot < program::chances; ++slot) {
            if ((used_ >> slot & 1U) != 0) carried += counters_[slot]->take_carried((room_ >> slot & 1U) == 0);
        }
        double const p = probability();
        return carried == 0 ? p : 1 / (1 / p + static_cast<double>(carried));
    }

    /// Carries a dropped record if only budgets made it impossible to keep it: at the first one of the fewest that
    /// would have to change.
    [[gnu::noinline]] void carry_dropped() noexcept {
        slot_set const budgets = look_up_budgets();
        if (budgets == 0 || probability() > 0) return;
        slot_set changed = 0;
        while ((changed = (changed - budgets) & budgets) != 0) {  // all subsets, in the order of their numbers
            room_ ^= changed;
            double const p = probability();
            room_ ^= changed;
            if (!(p > 0)) continue;
            auto const first = static_cast<std::size_t>(std::countr_zero(changed));
            return counters_[first]->carry((room_ >> first & 1U) != 0);
        }
    }

    slot_set look_up_budgets() noexcept {
        slot_set found = 0;
        for (std::size_t i = 0; i < program_.size(); ++i) {
            condition const& c = program_[i];
            if (c.kind != condition_kind::budget) continue;
            (void)has_room(c);
            found |= bit_of(c);
        }
        return found;
    }

    double probability() noexcept {
        intervals_.fill({0, 1});
        return probability_from(0);
    }

    /// Returns the probability to get from a place to `kept`, where each variable is uniform in its interval.
    double probability_from(std::uint8_t at) noexcept {
        while (!condition::is_end(at)) {
            condition const& c = program_[at];
            bool held = false;
            if (c.kind == condition_kind::fact) {
                held = fact(c, at);
            } else if (c.kind == condition_kind::budget) {
                held = has_room(c);
            } else {
                auto const [low, high] = intervals_[c.slot];
                if (c.rate > low && c.rate < high) return probability_of_both(c);
                held = c.rate >= high;
            }
            at = held ? c.if_true : c.if_false;
        }
        return at == condition::kept ? 1 : 0;
    }

    /// Divides the interval of a variable at the rate of a sample.
    double probability_of_both(condition const& c) noexcept {
        interval const whole = intervals_[c.slot];
        intervals_[c.slot].high = c.rate;
        double const below = probability_from(c.if_true);
        intervals_[c.slot] = {c.rate, whole.high};
        double const above = probability_from(c.if_false);
        intervals_[c.slot] = whole;
        if (below == above) return below;  // exactly
        double const part = (c.rate - whole.low) / (whole.high - whole.low);
        return part * below + (1 - part) * above;
    }

    static_assert(program::capacity <= 32, "the facts are bits");

    program const& program_;
    record_view const& record_;
    std::uint32_t tested_ = 0;  // facts, by their place
    std::uint32_t true_ = 0;
    slot_set known_ = 0;  // variables that are drawn, budgets that are looked up
    slot_set used_ = 0;   // budgets that were tested
    slot_set room_ = 0;   // budgets that had room
    std::array<double, program::chances> variables_;
    std::array<budget_counter*, program::chances> counters_;
    std::array<interval, program::chances> intervals_;
};

/// Decides about a record. An empty rule keeps it.
///
/// @par Thread safety  any thread; no locks
/// @par Complexity     O(n) in the conditions that are tested, each of which may be O(n) in the entries of a kind; if
///                     chance is involved, O(2^k) for k samples and budgets. Does not allocate.
[[nodiscard]] inline verdict decide(rule const& r, record_view const& record) noexcept {
    if (r.empty()) return {true, 1};
    return evaluation{rule_access::program_of(r), record}.run();
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
