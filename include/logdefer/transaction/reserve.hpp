// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Memory for the text of one record, which the process keeps so that losses can be reported if there is no other
/// memory.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/formats/output_buffer.hpp>

#include <cstddef>
#include <new>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// @par Thread safety  any thread; no locks
class reserve {
public:
    static constexpr std::size_t size = 4096;  // bytes: for a stub or a short record, with what serializers prepare

    /// Tries to allocate the reserve; cheap if it exists.
    static void provide() noexcept {
        if (provided_.load(memory_order::relaxed)) return;
        auto* const buffer = new (std::nothrow) output_buffer;
        bool const usable = buffer != nullptr && buffer->prepare(size) != nullptr;
        if (!usable || provided_.exchange(true, memory_order::relaxed)) {
            delete buffer;
        } else {
            put_by(buffer);
        }
    }

    /// Exchanges the memory of a buffer for the reserve; returns false if there is none, or another thread has it.
    [[nodiscard]] static bool lend(output_buffer& to) noexcept {
        output_buffer* const buffer = free_.exchange(nullptr, memory_order::acquire);
        if (buffer == nullptr) return false;
        buffer->swap(to);
        lent_ = buffer;
        return true;
    }

    /// Returns the reserve; only for the caller of `lend` that got it.
    static void give_back(output_buffer& from) noexcept {
        from.swap(*lent_);
        put_by(lent_);
    }

    /// Frees the reserve, unless it is lent.
    static void trim() noexcept {
        output_buffer* const buffer = free_.exchange(nullptr, memory_order::acquire);
        if (buffer == nullptr) return;
        delete buffer;
        provided_.store(false, memory_order::relaxed);
    }

private:
    /// Abandons the reserve in the child of a fork(2): another thread may have had it, or may have been returning it.
    static void leave_behind() noexcept {
        detail::leave_behind(left_, free_.exchange(nullptr, memory_order::relaxed));  // relaxed: there is one thread
        provided_.store(false, memory_order::relaxed);
    }

    // release: the thread that takes it next sees what this thread wrote
    static void put_by(output_buffer* buffer) noexcept { free_.store(buffer, memory_order::release); }

    static inline bool const abandoned_ = ::pthread_atfork(nullptr, nullptr, leave_behind) == 0;
    static inline constinit left_behind<output_buffer> left_{};
    static inline constinit atomic<bool> provided_{false};
    static inline constinit output_buffer* lent_ = nullptr;  // belongs to the borrower
    static inline constinit atomic<output_buffer*> free_{
        nullptr};  // not freed at the end: logs may end after any static object
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
