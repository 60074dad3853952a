// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The conditions that a rule consists of, and the order in which they are tested.

#include <logdefer/base/config.hpp>
#include <logdefer/base/reference_count.hpp>

#include <cstddef>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

class record_view;

namespace detail {

/// What a condition refers to, and shares with its copies: a name, a predicate, a budget.
///
/// @par Thread safety  any thread, on behalf of an owner
class condition_part {
public:
    condition_part() = default;
    condition_part(condition_part&&) = delete;
    virtual ~condition_part() = default;

    void share() noexcept { owners_.add(); }
    void release() noexcept {
        if (owners_.release()) delete this;
    }

private:
    reference_count owners_;
};

/// What decides whether a condition holds: the record alone, a random variable, or a budget.
enum class condition_kind : std::uint8_t { fact, sample, budget };

/// One condition, and what follows its test.
struct condition {
    /// The places that end the evaluation.
    static constexpr std::uint8_t kept = 0xff;
    static constexpr std::uint8_t dropped = 0xfe;
    [[nodiscard]] static constexpr bool is_end(std::uint8_t place) noexcept { return place >= dropped; }

    condition_kind kind = condition_kind::fact;
    std::uint8_t if_true = kept;
    std::uint8_t if_false = dropped;
    std::uint8_t slot = 0;           ///< of a sample or a budget: the number of its variable or budget in the rule
    condition_part* part = nullptr;  ///< what it refers to, or null
    std::int64_t number = 0;         ///< of a fact: a duration in nanoseconds, or a level
    double rate = 1;                 ///< of a sample: it holds if the variable is less
    std::uint64_t variable = 0;      ///< of a sample or a budget: conditions with equal numbers share the variable
    bool (*holds)(condition const&, record_view const&) noexcept = nullptr;   ///< of a fact
    double (*draw)(condition const&, record_view const&) noexcept = nullptr;  ///< of a sample: draws the variable

    [[nodiscard]] constexpr bool shares_variable_with(condition const& other) const noexcept {
        return kind != condition_kind::fact && kind == other.kind && variable == other.variable;
    }
};

/// The conditions of a rule as a branching program: a test leads to another one behind it, or to the end. So an
/// operator only changes targets, and the evaluation needs no stack.
///
/// @par Thread safety  any thread: it is not changed once a rule refers to it
class program {
public:
    /// The greatest number of conditions.
    static constexpr std::size_t capacity = 32;
    /// The greatest number of samples and budgets. A variable counts once for each of its rates, and a budget once. The
    /// probability is computed from at most 2^`chances` cases.
    static constexpr std::size_t chances = 8;

    program() = default;
    /// Makes the program of one condition, and takes over its part.
    constexpr explicit program(condition const& only, bool is_constant = false) noexcept
        : size_(1), is_constant_(is_constant) {
        conditions_[0] = only;
    }
    program(program&&) = delete;
    constexpr ~program() {
        for (condition const& c : conditions_) {
            if (c.part != nullptr) c.part->release();
        }
    }

    void share() const noexcept {
        if (!is_constant_) owners_.add();
    }
    constexpr void release() const noexcept {
        if (!is_constant_ && owners_.release()) delete this;
    }

    [[nodiscard]] condition const& operator[](std::size_t place) const noexcept { return conditions_[place]; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Returns whether the program keeps every record, since a rule could not be made. What is made of such a rule
    /// keeps every record, too.
    [[nodiscard]] bool keeps_all() const noexcept { return conditions_[0].if_false == conditions_[0].if_true; }

    /// Appends the conditions of another program, whose ends become `if_kept` and `if_dropped`. There must be room.
    void append(program const& other, std::uint8_t if_kept, std::uint8_t if_dropped) noexcept {
        auto const moved = [&, first = size_](std::uint8_t place) {
            if (place == condition::kept) return if_kept;
            if (place == condition::dropped) return if_dropped;
            return static_cast<std::uint8_t>(first + place);
        };
        for (std::size_t i = 0; i < other.size_; ++i) {
            condition& added = conditions_[size_++];
            added = other[i];
            added.if_true = moved(added.if_true);
            added.if_false = moved(added.if_false);
            if (added.part != nullptr) added.part->share();
        }
    }

    /// Numbers the variables and the budgets. Returns false if there are more chances than a rule may have.
    [[nodiscard]] bool assign_slots() noexcept {
        std::size_t variables = 0;
        std::size_t found = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            condition& c = conditions_[i];
            if (c.kind == condition_kind::fact) continue;
            bool known_variable = false;
            bool known_rate = false;
            for (std::size_t k = 0; k < i; ++k) {
                if (!c.shares_variable_with(conditions_[k])) continue;
                c.slot = conditions_[k].slot;
                known_variable = true;
                known_rate = known_rate || c.rate == conditions_[k].rate;
            }
            if (!known_rate && ++found > chances) return false;
            if (!known_variable) c.slot = static_cast<std::uint8_t>(variables++);
        }
        return true;
    }

private:
    condition conditions_[capacity]{};  // with std::array, clang 19 crashes where the standard is too old
    std::uint8_t size_ = 0;
    bool is_constant_ = false;  // exists as long as the process, and is not counted
    mutable reference_count owners_;
};

}  // namespace detail

}  // namespace logdefer::inline LOGDEFER_ABI
