// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A level that may be changed while logs use it.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>

#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI {

/// A level that any thread, or the handler of a signal, may assign to while other threads read it. Converts to and from
/// `int`.
///
/// A read is one load: nobody waits, and a read soon sees an assignment, but orders no other memory.
class adjustable_level {
public:
    constexpr adjustable_level(int level) noexcept : level_(level) {}
    template <class Enum>
        requires std::is_enum_v<Enum>
    adjustable_level(Enum) = delete;  // other libraries' levels are other numbers. Write the number: 40 for debug
    adjustable_level(adjustable_level const& other) noexcept : level_(other) {}
    adjustable_level& operator=(adjustable_level const& other) noexcept { return *this = static_cast<int>(other); }
    ~adjustable_level() = default;

    adjustable_level& operator=(int level) noexcept {
        level_.store(level, detail::memory_order::relaxed);  // relaxed: says nothing about other memory
        return *this;
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    adjustable_level& operator=(Enum) =
        delete;  // other libraries' levels are other numbers. Write the number: 40 for debug
    operator int() const noexcept { return level_.load(detail::memory_order::relaxed); }

private:
    detail::atomic<int> level_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
