// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Atomic variables without <atomic>, which would make `basic_log_defer.hpp` 7 % longer (g++ 12).

#include <logdefer/base/config.hpp>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The equivalent of `std::memory_order`.
enum class memory_order : int {
    relaxed = __ATOMIC_RELAXED,
    acquire = __ATOMIC_ACQUIRE,
    release = __ATOMIC_RELEASE,
    acq_rel = __ATOMIC_ACQ_REL
};

/// The equivalent of `std::atomic` for integers and pointers; every operation names its memory order.
template <class T>
class atomic {
public:
    constexpr explicit atomic(T value) noexcept : value_(value) {}
    atomic(atomic&&) = delete;

    [[nodiscard, gnu::always_inline]] T load(memory_order order) const noexcept {
        return __atomic_load_n(&value_, static_cast<int>(order));
    }

    [[gnu::always_inline]] void store(T value, memory_order order) noexcept {
        __atomic_store_n(&value_, value, static_cast<int>(order));
    }

    [[gnu::always_inline]] T exchange(T value, memory_order order) noexcept {
        return __atomic_exchange_n(&value_, value, static_cast<int>(order));
    }

    /// May fail spuriously. On failure, `expected` is set to the present value.
    [[nodiscard, gnu::always_inline]] bool compare_exchange_weak(T& expected, T desired, memory_order success,
                                                                 memory_order failure) noexcept {
        return __atomic_compare_exchange_n(&value_, &expected, desired, true, static_cast<int>(success),
                                           static_cast<int>(failure));
    }

    /// `fetch_add` and `fetch_sub` return the previous value.
    [[gnu::always_inline]] T fetch_add(T n, memory_order order) noexcept {
        return __atomic_fetch_add(&value_, n, static_cast<int>(order));
    }
    [[gnu::always_inline]] T fetch_sub(T n, memory_order order) noexcept {
        return __atomic_fetch_sub(&value_, n, static_cast<int>(order));
    }

private:
    T value_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
