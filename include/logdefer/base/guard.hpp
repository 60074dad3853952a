// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Calls code of the program, which may throw, from functions that must not. Also serves programs that are built with
/// -fno-exceptions.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>

#include <new>
#include <system_error>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Returns the code that the current exception carries, or `fallback`.
inline std::error_code code_of_current_exception([[maybe_unused]] error fallback) noexcept {
#if defined(__cpp_exceptions)
    try {
        throw;
    } catch (std::system_error const& e) {
        return e.code();
    } catch (std::bad_alloc const&) {
        return error::out_of_memory;
    } catch (...) {
        return fallback;
    }
#else
    return fallback;
#endif
}

/// Runs code of the program; returns whether it completed without an exception.
template <class F>
bool completes(F&& f) noexcept {
#if defined(__cpp_exceptions)
    try {
        std::forward<F>(f)();
    } catch (...) {
        return false;
    }
#else
    std::forward<F>(f)();
#endif
    return true;
}

/// Runs code of the program; calls `note` before an exception leaves it.
template <class F, class Note>
void observed(F&& f, [[maybe_unused]] Note&& note) {
#if defined(__cpp_exceptions)
    try {
        std::forward<F>(f)();
    } catch (...) {
        std::forward<Note>(note)();
        throw;
    }
#else
    std::forward<F>(f)();
#endif
}

/// Runs code of the program; turns an exception into an error code.
template <class F>
std::error_code guarded([[maybe_unused]] error fallback, F&& f) noexcept {
#if defined(__cpp_exceptions)
    try {
        return std::forward<F>(f)();
    } catch (...) {
        return code_of_current_exception(fallback);
    }
#else
    return std::forward<F>(f)();
#endif
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
