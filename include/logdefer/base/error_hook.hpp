// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The hook through which a log reports errors.
///
/// Recording never throws. Entries that cannot be kept are counted in the record; errors that cannot be part of the
/// record (the sink failed, a timer was stopped too late) are passed to the `error_hook`.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/standard_error.hpp>

#include <concepts>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// A reference to a callback for errors: a function, or a callable object that outlives the log and its timers.
///
/// The callback is called as `hook(code, subject)` on the thread where the error is detected. `subject` names the place
/// (a file's path, a timer's name) and may be empty. Exceptions of the callback are swallowed; errors that it causes
/// itself, by logging for example, are printed to standard error. An empty hook calls the default hook, which prints
/// the 1st, 2nd, 4th, 8th... error of the process to standard error, so that a full disk does not flood it.
///
/// @par Thread safety  if a record has forks, several threads may call the hook at the same time
class error_hook {
public:
    using function = void(std::error_code, std::string_view);

    error_hook() = default;

    /// Refers to `listener`, which is not copied.
    template <class F>
        requires(std::invocable<F&, std::error_code, std::string_view> && !std::same_as<F, error_hook>
                 && !std::is_function_v<F>)
    error_hook(F& listener) noexcept
        : object_(const_cast<void*>(
              static_cast<void const*>(__builtin_addressof(listener)))),  // the function in call_ restores the type
          call_([](void* object, std::error_code code, std::string_view subject) {
              (*static_cast<F*>(object))(code, subject);
          }) {}

    /// Refers to a function, or to a lambda without captures.
    error_hook(function* listener) noexcept : plain_(listener) {}
    template <class F>
        requires(std::convertible_to<F, function*> && std::is_class_v<F>)
    error_hook(F&& listener) noexcept : plain_(std::forward<F>(listener)) {}

    void operator()(std::error_code code, std::string_view subject) const noexcept;

    /// Sets the hook that is called by empty hooks, and for errors that concern no log. Null restores the output to
    /// standard error. `hook` must live until the program ends. A shared library that was loaded so that it cannot see
    /// the program's symbols has a default hook of its own.
    ///
    /// @par Thread safety  any thread
    static void set_default(error_hook const* hook) noexcept;

private:
    [[nodiscard]] bool tell(std::error_code code, std::string_view subject) const {
        if (call_ != nullptr) {
            call_(object_, code, subject);
        } else if (plain_ != nullptr) {
            plain_(code, subject);
        }
        return call_ != nullptr || plain_ != nullptr;
    }

    static inline constinit detail::atomic<error_hook const*> default_{nullptr};
    static inline constinit thread_local bool telling_ = false;  // this thread is in the call of some hook

    void* object_ = nullptr;
    void (*call_)(void*, std::error_code, std::string_view) = nullptr;
    function* plain_ = nullptr;
};

inline void error_hook::operator()(std::error_code code, std::string_view subject) const noexcept {
    struct turn {
        bool const nested = std::exchange(telling_, true);
        turn() = default;
        turn(turn&&) = delete;
        ~turn() { telling_ = nested; }
    } const mine;
    (void)detail::completes([&] {
        if (mine.nested) return detail::tell_standard_error(code, subject);
        if (tell(code, subject)) return;
        error_hook const* const other = default_.load(detail::memory_order::acquire);
        if (other == nullptr || !other->tell(code, subject)) detail::tell_standard_error(code, subject);
    });
}

inline void error_hook::set_default(error_hook const* hook) noexcept {
    // release: a thread that loads the hook sees the object it refers to
    default_.store(hook, detail::memory_order::release);
}

}  // namespace logdefer::inline LOGDEFER_ABI
