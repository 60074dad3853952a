// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Room for the text of one record, which the process keeps for when there is no other memory: a loss can be told of.

#include <logdefer/detail/atomic.hpp>
#include <logdefer/output_buffer.hpp>

#include <cstddef>
#include <new>

namespace logdefer::detail {

/// @par Thread safety  any thread; no locks
class reserve {
public:
    static constexpr std::size_t size = 4096;  // bytes: a stub, or a short record, and what serializers ask for at once

    /// Tries to have one; cheap where there is one.
    static void provide() noexcept {
        if (provided_.load(memory_order::relaxed)) return;
        auto* const buffer = new (std::nothrow) output_buffer;
        bool const usable = buffer != nullptr && buffer->prepare(size) != nullptr;
        if (!usable || provided_.exchange(true, memory_order::relaxed)) {
            delete buffer;
        } else {
            give_back(*buffer);
        }
    }

    /// Null where there is none, or another thread has it.
    [[nodiscard]] static output_buffer* take() noexcept { return free_.exchange(nullptr, memory_order::acquire); }

    // release: whoever takes it next sees what this thread wrote
    static void give_back(output_buffer& buffer) noexcept { free_.store(&buffer, memory_order::release); }

private:
    static inline constinit atomic<bool> provided_{false};
    static inline constinit atomic<output_buffer*> free_{nullptr};  // never freed: logs may end after any static object
};

}  // namespace logdefer::detail
