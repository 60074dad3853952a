// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Rules: decisions about a finished record, when its outcome and its duration are known.
///
///     logdefer::failed || logdefer::slower_than(1s) || logdefer::sample(0.01)
///
/// `rules.hpp` has the conditions that rules are made of.

#include <logdefer/base/config.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/settings/condition.hpp>

#include <concepts>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

class rule;

/// A condition of the program's own: a callable that takes a `record_view const&` and returns `bool`.
///
/// Semantics the compiler cannot check: reads the record only during the call, returns the same for the same record,
/// and may be called by several threads at once. An exception counts as true, since to keep a record is safe.
template <class P>
concept record_predicate = !std::same_as<P, rule> && std::copy_constructible<std::decay_t<P>>
                           && requires(P const& predicate, record_view const& record) {
                                  { predicate(record) } -> std::same_as<bool>;
                              };

namespace detail {
struct rule_access;
}  // namespace detail

/// A decision about finished records: conditions, combined by `||`, `&&` and `!`.
///
/// Conditions are tested from left to right, and only as far as the result depends on them. An empty rule is the
/// absence of a rule: combined with another one it yields that one.
///
/// A rule has at most 32 conditions, of which at most 8 involve chance or a budget (`sample`, `sample_by`, `at_most`;
/// those that are equal count once). A rule that has more, or for which there is no memory, keeps every record, and so
/// does every rule that is made of it.
///
/// @par Errors         none
/// @par Thread safety  a rule is not changed by its use; copies may be used on different threads
/// @par Complexity     making and combining rules allocates; a copy counts a reference
class rule {
public:
    /// Makes an empty rule.
    constexpr rule() = default;
    rule(rule const& other) noexcept : program_(other.program_) {
        if (program_ != nullptr) program_->share();
    }
    rule(rule&& other) noexcept : program_(std::exchange(other.program_, nullptr)) {}
    rule& operator=(rule other) noexcept {
        std::swap(program_, other.program_);
        return *this;
    }
    constexpr ~rule() {
        // A constant needs no release, and g++'s sanitizers forbid to compare its address in a constant expression.
        if (!std::is_constant_evaluated() && program_ != nullptr) program_->release();
    }

    /// Makes a rule of a predicate, of which it keeps a copy.
    template <record_predicate P>
    rule(P const& predicate) noexcept;
    template <class T>
        requires(!record_predicate<T>)
    rule(T const&) = delete;  // write a condition like logdefer::failed, or a callable bool(record_view const&) const

    /// Returns whether there is no rule.
    [[nodiscard]] constexpr bool empty() const noexcept { return program_ == nullptr; }
    explicit operator bool() const = delete;  // a rule is neither true nor false. Write !rule.empty()

    /// Holds if one of both holds. The second one is tested only if the first one does not hold.
    [[nodiscard]] friend rule operator||(rule const& a, rule const& b) noexcept { return combined(a, b, true); }
    /// Holds if both hold. The second one is tested only if the first one holds.
    [[nodiscard]] friend rule operator&&(rule const& a, rule const& b) noexcept { return combined(a, b, false); }
    /// Holds if the rule does not hold. The negation of an empty rule is empty.
    [[nodiscard]] friend rule operator!(rule const& a) noexcept {
        if (a.empty() || a.program_->keeps_all()) return a;
        return made(
            [&](detail::program& p) { p.append(*a.program_, detail::condition::dropped, detail::condition::kept); });
    }

private:
    friend detail::rule_access;

    constexpr explicit rule(detail::program const& p) noexcept : program_(&p) {}

    /// Makes a rule whose program `fill` writes.
    template <class Fill>
    static rule made(Fill const& fill) noexcept;
    static rule combined(rule const& a, rule const& b, bool either) noexcept;

    detail::program const* program_ = nullptr;
};

namespace detail {

/// A predicate of the program.
template <class P>
class predicate_part final : public condition_part {
public:
    explicit predicate_part(P const& predicate) : predicate_(predicate) {}

    static bool holds(condition const& c, record_view const& record) noexcept {
        bool held = true;  // also after an exception
        (void)completes([&] { held = static_cast<predicate_part const*>(c.part)->predicate_(record); });
        return held;
    }

private:
    P predicate_;
};

/// The program of rules that could not be made.
inline constexpr program everything{
    condition{.if_false = condition::kept, .holds = [](condition const&, record_view const&) noexcept { return true; }},
    true};

/// Makes rules of conditions, and returns the programs of rules.
struct rule_access {
    /// Makes a rule of a program that exists as long as the process.
    [[nodiscard]] static constexpr rule of(program const& constant) noexcept { return rule{constant}; }

    /// Makes a rule of one condition, and takes over its part.
    [[nodiscard]] static rule of(condition const& only) noexcept {
        program const* const made = new (std::nothrow) program{only};
        if (made != nullptr) return rule{*made};
        if (only.part != nullptr) only.part->release();
        return of(everything);
    }

    /// Makes a rule of a condition whose part is `part`, or null if there was no memory for it.
    [[nodiscard]] static rule of(condition only, condition_part* part) noexcept {
        if (part == nullptr) return of(everything);
        only.part = part;
        return of(only);
    }

    [[nodiscard]] static program const& program_of(rule const& r) noexcept { return *r.program_; }
};

}  // namespace detail

template <record_predicate P>
rule::rule(P const& predicate) noexcept {
    if constexpr (std::is_pointer_v<P>) {
        if (predicate == nullptr) return;
    }
    using part_type = detail::predicate_part<std::decay_t<P>>;  // of a function, a pointer to it
    part_type* part = nullptr;
    (void)detail::completes([&] { part = new (std::nothrow) part_type{predicate}; });
    *this = detail::rule_access::of({.holds = part_type::holds}, part);
}

template <class Fill>
rule rule::made(Fill const& fill) noexcept {
    auto* const p = new (std::nothrow) detail::program;
    if (p == nullptr) return rule{detail::everything};
    fill(*p);
    if (p->assign_slots()) return rule{*p};
    p->release();
    return rule{detail::everything};
}

inline rule rule::combined(rule const& a, rule const& b, bool either) noexcept {
    if (a.empty()) return b;
    if (b.empty()) return a;
    auto const size = a.program_->size();
    if (a.program_->keeps_all() || b.program_->keeps_all() || size + b.program_->size() > detail::program::capacity) {
        return rule{detail::everything};
    }
    return made([&](detail::program& p) {
        auto const next = static_cast<std::uint8_t>(size);
        constexpr auto kept = detail::condition::kept;
        constexpr auto dropped = detail::condition::dropped;
        p.append(*a.program_, either ? kept : next, either ? next : dropped);
        p.append(*b.program_, kept, dropped);
    });
}

}  // namespace logdefer::inline LOGDEFER_ABI
