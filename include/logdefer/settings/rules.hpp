// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The conditions that rules are made of.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/settings/budget.hpp>
#include <logdefer/settings/condition.hpp>
#include <logdefer/settings/condition_test.hpp>
#include <logdefer/settings/kept_text.hpp>
#include <logdefer/settings/member_hash.hpp>
#include <logdefer/settings/random.hpp>
#include <logdefer/settings/rule.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

inline constexpr program failure{condition{.holds = condition_test::has_failed}, true};

/// Returns the nearest number of [0, 1]; 1 for NaN, since to keep a record is safe.
constexpr double clamped_rate(double rate) noexcept {
    bool const is_nan = (bits_of(rate) & ~sign_bit) > infinity_bits;  // also with -ffast-math
    return is_nan || rate > 1 ? 1 : rate > 0 ? rate : 0;
}

[[nodiscard]] inline condition sampled(double rate, std::uint64_t variable,
                                       double (*draw)(condition const&, record_view const&) noexcept) noexcept {
    return {.kind = condition_kind::sample, .rate = clamped_rate(rate), .variable = variable, .draw = draw};
}

/// Returns a number that no other random variable has.
inline std::uint64_t new_variable() noexcept {
    static constinit atomic<std::size_t> next{1};
    return mixed(next.fetch_add(1, memory_order::relaxed));  // only counts; mixed, to differ from the hashes of names
}

template <class T>
concept plain_number = std::integral<T> || std::floating_point<T>;

[[nodiscard]] inline budget_limit limit_of(std::uint64_t n, std::chrono::nanoseconds per) noexcept {
    constexpr std::uint64_t most = 0xffff'ffff;
    return {static_cast<std::uint32_t>(smaller(n, most)), larger<std::int64_t>(per.count(), shortest_period)};
}

[[nodiscard]] inline rule limited(budget* by) noexcept {
    return rule_access::of({.kind = condition_kind::budget, .variable = new_variable()}, by);
}

}  // namespace detail

/// Holds for a record with an outcome other than `ok`, or with a line of level 10 (error) or more severe.
inline constexpr rule failed = detail::rule_access::of(detail::failure);

/// Holds for a record that took longer than `limit` from its start to its end.
[[nodiscard]] inline rule slower_than(std::chrono::nanoseconds limit) noexcept {
    return detail::rule_access::of({.number = limit.count(), .holds = detail::condition_test::is_slow});
}
template <detail::plain_number T>
rule slower_than(T) = delete;  // a duration has a unit. Write slower_than(300ms).

/// Holds for a record with a line of this level or more severe: the level of the line is at most `level`.
[[nodiscard]] inline rule has_level(int level) noexcept {
    return detail::rule_access::of({.number = level, .holds = detail::condition_test::has_level});
}

/// Holds with the probability `rate`, from 0 to 1. Other values count as the nearest one, and NaN as 1.
///
/// Each call makes a random variable, which is drawn once for each record; copies of the rule share it.
[[nodiscard]] inline rule sample(double rate) noexcept {
    return detail::rule_access::of(detail::sampled(rate, detail::new_variable(), detail::condition_test::draw));
}
template <std::integral T>
rule sample(T) = delete;  // a rate is a fraction, and 1/100 is the integer 0. Write sample(0.01).

/// Holds with the probability `rate`, like `sample`, but always alike for records with the same value of a member of
/// their data, in every process: so services that sample by the same member keep the same requests, and a service with
/// a smaller rate keeps some of those that another one with a greater rate keeps.
///
/// `key` names a member of data; if there is no such member, a path of members, as in `user.id` or `data.user.id`. The
/// value is hashed as the text that is printed (FNV-1a of 64 bits, see `settings/member_hash.hpp`), so 42 and "42" are
/// the same value. A record without the member, or with null, an object or an array, is sampled as by `sample`.
///
/// Values of different members are not independent where they are equal texts: the weight of a record that was sampled
/// by both is then wrong.
[[nodiscard]] inline rule sample_by(text key, double rate) noexcept {
    auto const variable = detail::stable_hash(key.view());
    return detail::rule_access::of(detail::sampled(rate, variable, detail::condition_test::draw_by_member),
                                   detail::name_part::copy(key.view()));
}
template <std::integral T>
rule sample_by(text, T) = delete;  // a rate is a fraction, and 1/100 is the integer 0. Write sample_by("user", 0.01).

/// Holds for a record with a timer of this name that ran longer than `limit`.
[[nodiscard]] inline rule timer_slower_than(text name, std::chrono::nanoseconds limit) noexcept {
    return detail::rule_access::of({.number = limit.count(), .holds = detail::condition_test::has_slow_timer},
                                   detail::name_part::copy(name.view()));
}
template <detail::plain_number T>
rule timer_slower_than(text, T) = delete;  // a duration has a unit. Write timer_slower_than("db", 300ms).

/// Holds for the first `n` records of each window of time that it is tested for. A window is a multiple of `per` since
/// the Unix epoch; a record belongs to the one that it ended in, or to the last one that a record ended in, if that is
/// later.
///
/// The budget is used when the condition is tested, also if the record is then dropped: so it is usually written last,
/// as in `sample(0.1) && at_most(100, 1s)`. Copies of the rule share the budget. A record that is dropped because the
/// budget is used up adds 1 to the weight, 1 / `sample_rate`, of the next record that the budget lets through.
///
/// `n` is at most 2^32 - 1, and `per` at least 1 ms; other values count as the nearest one.
[[nodiscard]] inline rule at_most(std::uint64_t n, std::chrono::nanoseconds per) noexcept {
    return detail::limited(detail::budget::for_all(detail::limit_of(n, per)));
}
/// Holds for the first `n` records of each window of time and each value of a member of data, which `key` names as in
/// `sample_by`. There are 256 budgets, which are chosen by the hash of the value: several values may share one. Records
/// without the member share one, too.
[[nodiscard]] inline rule at_most(std::uint64_t n, std::chrono::nanoseconds per, text key) noexcept {
    return detail::limited(detail::budget::by_key(detail::limit_of(n, per), key.view()));
}
template <detail::plain_number T, class... Key>
rule at_most(std::uint64_t, T, Key...) = delete;  // a duration has a unit. Write at_most(100, 1s).

}  // namespace logdefer::inline LOGDEFER_ABI
