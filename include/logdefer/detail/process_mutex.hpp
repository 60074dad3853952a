// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A mutex that is free in the child of a fork(2), whichever thread of the parent had it.

#include <logdefer/detail/config.hpp>
#include <logdefer/detail/futex.hpp>
#include <logdefer/detail/process.hpp>

#include <atomic>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Models `Lockable`. The word holds the generation of the process that locked it: of another it counts for nothing.
///
/// @par Thread safety  any number of threads
class process_mutex {
public:
    void lock() noexcept {
        std::uint32_t wanted = word(held);
        for (std::uint32_t seen = word_.value.load(std::memory_order_relaxed);;) {
            if (is_free(seen)) {
                if (exchange(seen, wanted)) return;
            } else if (seen == word(contended) || exchange(seen, word(contended))) {
                word_.wait(word(contended));
                wanted = word(contended);  // others may sleep, too
                seen = word_.value.load(std::memory_order_relaxed);
            }
        }
    }

    [[nodiscard]] bool try_lock() noexcept {
        std::uint32_t seen = word_.value.load(std::memory_order_relaxed);
        return is_free(seen) && exchange(seen, word(held));
    }

    void unlock() noexcept {
        // seq_cst: whoever found the mutex locked has left its work to this thread, which looks for it next
        if (word_.value.exchange(word(free), std::memory_order_seq_cst) == word(contended)) word_.wake_one();
    }

private:
    enum state : std::uint32_t { free, held, contended };

    [[nodiscard]] static std::uint32_t word(state s) noexcept { return process::generation() << 2U | s; }
    [[nodiscard]] static bool is_free(std::uint32_t seen) noexcept {
        return seen != word(held) && seen != word(contended);
    }

    /// acquire: what the last owner did has happened
    bool exchange(std::uint32_t& seen, std::uint32_t wanted) noexcept {
        return word_.value.compare_exchange_strong(seen, wanted, std::memory_order_seq_cst, std::memory_order_seq_cst);
    }

    futex word_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
