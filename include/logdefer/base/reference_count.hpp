// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A count of the owners of an object.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>

#include <cstddef>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Counts owners; a new count is that of one owner.
///
/// @par Thread safety  any thread, on behalf of an owner
class reference_count {
public:
    reference_count() = default;
    reference_count(reference_count&&) = delete;

    /// Makes the caller the only owner. Only while no other thread knows the object.
    void restart() noexcept { owners_.store(1, memory_order::relaxed); }

    /// Adds owners. relaxed: the owner who calls keeps the object alive meanwhile.
    void add(std::size_t n = 1) noexcept { owners_.fetch_add(n, memory_order::relaxed); }

    /// Removes the caller from the owners. Returns whether it was the last one; the count is then 1 again, so that the
    /// caller can reuse the object, or pass it on.
    ///
    /// What any owner did happens before what the last one does next. A sole owner pays for a load only.
    [[nodiscard, gnu::always_inline]] bool release() noexcept {
        if (owners_.load(memory_order::acquire) == 1) return true;
        if (owners_.fetch_sub(1, memory_order::acq_rel) != 1) return false;
        restart();
        return true;
    }

private:
    atomic<std::size_t> owners_{1};
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
