// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What can go wrong, as error codes, and the hook through which a log tells about it.
///
/// Recording never throws into the program it serves. What could not be kept is counted in the record; what
/// happens where no record can tell (the sink failed, a timer came too late) goes to the `error_hook`.

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

/// Conditions of this library; a sink's own codes (`errno` values, say) are passed on as they are.
enum class error {
    out_of_memory = 1,  ///< an allocation failed: the record, or all but its start and end, is lost
    serializer_failed,  ///< the serializer threw
    sink_failed,        ///< the sink threw something that carries no code
    late,               ///< a timer was stopped, or a forked log ended, after its record had been written
    not_open,           ///< the log was finished, cancelled, moved from, or is that of a parent process
    busy,               ///< an encoder tried to end the log that it was called for
    pending,            ///< the record waits for other logs that write into it
    malformed,          ///< the text is not JSON
    not_a_record,       ///< the JSON is no Log::Defer record
    too_deep,           ///< the text is JSON as far as it was read, but nests deeper than 100 levels
    number_too_large,   ///< the text is JSON as far as it was read, but a number's exponent does not fit 32 bits
    no_current,         ///< `current()` was called where no log of its type is current
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

    /// The message without memory of its own.
    [[nodiscard]] static char const* text(int condition) noexcept {
        switch (static_cast<error>(condition)) {
            case error::out_of_memory: return "out of memory, record lost";
            case error::serializer_failed: return "the serializer threw an exception";
            case error::sink_failed: return "the sink threw an exception";
            case error::late: return "a timer or a forked log ended after its record was written";
            case error::not_open: return "the log is already finished, cancelled or moved from";
            case error::busy: return "an encoder tried to end the log that it was called for";
            case error::pending: return "the record waits for other logs that write into it";
            case error::malformed: return "not valid JSON";
            case error::not_a_record: return "not a Log::Defer record";
            case error::too_deep: return "JSON nested deeper than 100 levels";
            case error::number_too_large: return "a number in the JSON has too large an exponent";
            case error::no_current:
                return "no log of this type is current; was the work continued on an executor that is not bound?";
            case error::not_sequenced: return "two threads work for one log at the same time; give one of them a fork";
            case error::not_left:
                return "a coroutine did not leave its context; is its yield_value or final_suspend not carried, or "
                       "does its unhandled_exception throw without leave_context?";
            case error::queue_full: return "the queue of the sink is full, records lost";
            case error::record_too_large: return "the record is larger than the queue of the sink takes, record lost";
        }
        return "unknown error";
    }
};

}  // namespace detail

/// The category of `error`. Thread-safe; lives until the program ends.
inline std::error_category const& error_category() noexcept {
    static detail::error_category_t const category;
    return category;
}

inline std::error_code make_error_code(error e) noexcept { return {static_cast<int>(e), error_category()}; }

}  // namespace logdefer::inline LOGDEFER_ABI

template <>
struct std::is_error_code_enum<logdefer::error> : std::true_type {};

namespace logdefer::inline LOGDEFER_ABI {

/// Refers to what wants to hear of errors: a function, or a callable object that outlives the log and its timers.
///
/// Called as `hook(code, subject)` on the thread where the error shows; the subject names the place (a file's path,
/// a timer's name) and may be empty. What the hook throws is swallowed; errors of
/// what it does itself, logging say, go to standard error. An empty hook tells the default one; that is standard error,
/// about the 1st, 2nd, 4th, 8th... error of the process, so that a full disk does not flood it.
///
/// @par Thread safety  where a record has forks, several threads may call the hook at once
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

    /// A function, or a lambda that captures nothing.
    error_hook(function* listener) noexcept : plain_(listener) {}
    template <class F>
        requires(std::convertible_to<F, function*> && std::is_class_v<F>)
    error_hook(F&& listener) noexcept : plain_(std::forward<F>(listener)) {}

    void operator()(std::error_code code, std::string_view subject) const noexcept;

    /// Makes another hook that of those who name none, and of what concerns no log; null: standard error. It must live
    /// until the program ends. A shared library that was loaded without sight of the program's symbols has one of its
    /// own.
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
    static inline constinit thread_local bool telling_ = false;  // on this thread some hook is being told

    void* object_ = nullptr;
    void (*call_)(void*, std::error_code, std::string_view) = nullptr;
    function* plain_ = nullptr;
};

namespace detail {

/// The code that an exception carries, or `fallback`.
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

/// Runs code that is not ours; whether it came back without an exception.
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

/// Runs code that is not ours; `note` hears of an exception that leaves it.
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

/// Runs code that is not ours; an exception becomes an error code.
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

/// Prints text to standard error, with escapes for what would not be seen, and might steer a terminal: the name of a
/// timer may be anything.
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

/// The listener of last resort.
inline void tell_standard_error(std::error_code code, std::string_view subject) {
    static atomic<unsigned long> count{0};
    unsigned long const nth = count.fetch_add(1, memory_order::relaxed) + 1;  // a mere count: orders nothing
    if (!std::has_single_bit(nth)) return;
    ::flockfile(stderr);
    std::fputs("logdefer: ", stderr);
    print_visible(subject);
    if (!subject.empty()) std::fputs(": ", stderr);
    if (code.category() == error_category()) {  // which has its messages when there is no memory
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
    // release: whoever sees the hook sees what it refers to
    default_.store(hook, detail::memory_order::release);
}

}  // namespace logdefer::inline LOGDEFER_ABI
