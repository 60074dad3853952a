// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A mutex that is free in the child of a fork(2), whichever thread of the parent had it.

#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/sinks/futex.hpp>

#include <atomic>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Models `BasicLockable`. The word holds the generation of the process that locked it: of another it counts for
/// nothing.
///
/// @par Thread safety  any number of threads
class process_mutex {
public:
    void lock() noexcept {
        std::uint32_t wanted = tagged(held);
        for (std::uint32_t seen = word_.value.load(std::memory_order_relaxed);;) {
            if (is_free(seen)) {
                if (exchange(seen, wanted)) return;
            } else if (seen == tagged(contended) || exchange(seen, tagged(contended))) {
                word_.wait(tagged(contended));
                wanted = tagged(contended);  // others may sleep, too
                seen = word_.value.load(std::memory_order_relaxed);
            }
        }
    }

    void unlock() noexcept {
        if (word_.value.exchange(tagged(free), std::memory_order_release) == tagged(contended)) word_.wake_one();
    }

private:
    enum state : std::uint32_t { free, held, contended };

    [[nodiscard]] std::uint32_t tagged(state s) const noexcept { return generation_ << 2U | s; }
    [[nodiscard]] bool is_free(std::uint32_t seen) const noexcept {
        return seen != tagged(held) && seen != tagged(contended);
    }

    /// acquire: what the last owner did has happened
    bool exchange(std::uint32_t& seen, std::uint32_t wanted) noexcept {
        return word_.value.compare_exchange_strong(seen, wanted, std::memory_order_acquire, std::memory_order_relaxed);
    }

    unsigned const& generation_ = process::generation();  // of this process, wherever the object is used
    futex word_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
