// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The error codes of the library, and the hook through which a log reports them.
///
/// Recording never throws. Entries that cannot be kept are counted in the record; errors that cannot be part of the
/// record (the sink failed, a timer was stopped too late) are passed to the `error_hook`.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/utf8.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// The error conditions of this library. A sink's own codes, `errno` values for example, are passed on unchanged.
enum class error {
    out_of_memory = 1,  ///< an allocation failed: the record, or all but its start and end, is lost
    serializer_failed,  ///< the serializer threw
    sink_failed,        ///< the sink threw something that carries no code
    late,               ///< a timer was stopped, or a forked log ended, after its record had been written
    not_open,           ///< the log was finished, cancelled or moved from, or belongs to a parent process
    busy,               ///< an encoder tried to end the log that it was called for
    pending,            ///< the record waits for other logs that write into it
    malformed,          ///< the text is not JSON
    not_a_record,       ///< the JSON is not a Log::Defer record
    too_deep,           ///< the text is JSON as far as it was read, but nests deeper than 100 levels
    number_too_large,   ///< the text is JSON as far as it was read, but a number's exponent does not fit 32 bits
    no_current,         ///< `current()` was called while no log of its type was current
    not_sequenced,      ///< two threads work for one log at the same time
    not_left,           ///< a coroutine was suspended without leaving its context
    queue_full,         ///< the queue of a sink had no room: records are lost
    record_too_large,   ///< the record does not fit into the queue of its sink, and is lost
};

namespace detail {

class error_category_t final : public std::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "logdefer"; }

    [[nodiscard]] std::string message(int condition) const override { return text(condition); }

    /// Returns the message without allocating memory.
    [[nodiscard]] static char const* text(int condition) noexcept {
        switch (static_cast<error>(condition)) {
            case error::out_of_memory: return "out of memory; the record is lost or incomplete";
            case error::serializer_failed: return "the serializer threw an exception";
            case error::sink_failed: return "the sink threw an exception";
            case error::late: return "a timer or a forked log ended after its record was written";
            case error::not_open: return "the log is finished, cancelled or moved from, or belongs to a parent process";
            case error::busy: return "an encoder tried to end the log that it was called for";
            case error::pending: return "the record waits for other logs that write into it";
            case error::malformed: return "not valid JSON";
            case error::not_a_record: return "not a Log::Defer record";
            case error::too_deep: return "JSON nested deeper than 100 levels";
            case error::number_too_large: return "a number in the JSON has too large an exponent";
            case error::no_current:
                return "no log of this type is current; did the work continue on an executor that is not bound?";
            case error::not_sequenced: return "two threads use one log at the same time; give one of them a fork";
            case error::not_left:
                return "a coroutine was suspended without leaving its context; its promise must return carried(...) "
                       "from yield_value and final_suspend, and call leave_context before unhandled_exception throws";
            case error::queue_full: return "the queue of the sink is full; records are lost";
            case error::record_too_large: return "the record does not fit into the queue of the sink and is lost";
        }
        return "unknown error";
    }
};

}  // namespace detail

/// Returns the category of `error`, which lives until the program ends. Thread-safe.
inline std::error_category const& error_category() noexcept {
    static detail::error_category_t const category;
    return category;
}

inline std::error_code make_error_code(error e) noexcept { return {static_cast<int>(e), error_category()}; }

}  // namespace logdefer::inline LOGDEFER_ABI

template <>
struct std::is_error_code_enum<logdefer::error> : std::true_type {};

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
        : object_(
              const_cast<void*>(static_cast<void const*>(__builtin_addressof(listener)))),  // call() restores the type
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

namespace detail {

/// Returns the code that the current exception carries, or `fallback`.
inline std::error_code code_of_current_exception([[maybe_unused]] error fallback) noexcept {
#if defined(__cpp_exceptions)  // the library also serves programs built with -fno-exceptions
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
#if defined(__cpp_exceptions)  // see above
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
#if defined(__cpp_exceptions)  // see above
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
#if defined(__cpp_exceptions)  // see above
    try {
        return std::forward<F>(f)();
    } catch (...) {
        return code_of_current_exception(fallback);
    }
#else
    return std::forward<F>(f)();
#endif
}

/// Prints text to standard error, with escapes for characters that are invisible or could control a terminal: the name
/// of a timer may be any text.
inline void print_visible(std::string_view text) noexcept {
    while (!text.empty()) {
        auto const c = first_character(text);
        std::array<char, 12> escape;
        std::string_view shown = c.code == character::replacement ? "\xef\xbf\xbd" : text.substr(0, c.size);
        if (is_unseen(c.code)) shown = {escape.data(), print_code(escape.data(), c.code)};
        std::fwrite(shown.data(), 1, shown.size(), stderr);
        text.remove_prefix(c.size);
    }
}

/// Prints the 1st, 2nd, 4th, 8th... error of the process to standard error. Called if no hook is set, and for errors
/// that a hook causes itself.
inline void tell_standard_error(std::error_code code, std::string_view subject) {
    static atomic<unsigned long> count{0};
    unsigned long const nth = count.fetch_add(1, memory_order::relaxed) + 1;  // relaxed: only counts
    if (!std::has_single_bit(nth)) return;
    ::flockfile(stderr);
    std::fputs("logdefer: ", stderr);
    print_visible(subject);
    if (!subject.empty()) std::fputs(": ", stderr);
    if (code.category() == error_category()) {  // its messages need no memory
        std::fputs(error_category_t::text(code.value()), stderr);
    } else if (!completes([&] { std::fputs(code.message().c_str(), stderr); })) {
        std::fprintf(stderr, "%s %d", code.category().name(), code.value());
    }
    std::fprintf(stderr, " (error %lu of this process)\n", nth);
    ::funlockfile(stderr);
}

}  // namespace detail

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
