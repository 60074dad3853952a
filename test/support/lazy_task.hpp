// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A coroutine that starts when it is awaited and resumes its awaiter at its end, both without growing the stack.

#include <concepts>
#include <coroutine>
#include <cstdlib>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace support {

/// A base of promises that adds nothing.
struct plain_promise {
    static std::suspend_always initial_suspend() noexcept { return {}; }
    template <class Awaiter>
    static Awaiter carried(Awaiter a) noexcept {
        return a;
    }
};

/// @tparam Base  a base of the promise, such as `plain_promise`
template <class Base, class T = void>
class [[nodiscard]] lazy_task {
public:
    class promise_type;

    lazy_task(lazy_task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    lazy_task& operator=(lazy_task&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~lazy_task() {
        if (handle_) handle_.destroy();
    }

    /// Starts the coroutine, or resumes it where it waits.
    void resume() const { handle_.resume(); }
    [[nodiscard]] bool done() const { return handle_.done(); }
    /// Returns or throws the result.
    decltype(auto) result() const { return handle_.promise().take(); }
    [[nodiscard]] std::coroutine_handle<> handle() const { return handle_; }

    auto operator co_await() const noexcept {
        struct awaiter {
            std::coroutine_handle<promise_type> task;
            [[nodiscard]] static bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) const noexcept {
                task.promise().awaited_by_ = h;
                return task;
            }
            decltype(auto) await_resume() const { return task.promise().take(); }
        };
        return awaiter{handle_};
    }

private:
    explicit lazy_task(std::coroutine_handle<promise_type> h) noexcept : handle_(h) {}

    std::coroutine_handle<promise_type> handle_;
};

template <class T>
struct lazy_result {
    std::optional<T> value;
    void return_value(T v) { value.emplace(std::forward<T>(v)); }
    T get() { return std::forward<T>(*value); }
};

template <class T>
struct lazy_result<T&> {
    T* value = nullptr;
    void return_value(T& v) { value = &v; }
    [[nodiscard]] T& get() const { return *value; }
};

template <>
struct lazy_result<void> {
    static void return_void() noexcept {}
    static void get() noexcept {}
};

template <class Base, class T>
class lazy_task<Base, T>::promise_type : public Base, public lazy_result<T> {
public:
    lazy_task get_return_object() noexcept {
        return lazy_task{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    auto final_suspend() noexcept { return this->carried(back{}); }
#if defined(__cpp_exceptions)  // the tests are also built without exceptions
    void unhandled_exception() noexcept { failure_ = std::current_exception(); }
    decltype(auto) take() {
        if (failure_) std::rethrow_exception(failure_);
        return this->get();
    }
#else
    static void unhandled_exception() noexcept { std::abort(); }
    decltype(auto) take() { return this->get(); }
#endif

private:
    friend lazy_task;

    struct back {
        [[nodiscard]] static bool await_ready() noexcept { return false; }
        static std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept {
            auto const next = h.promise().awaited_by_;
            return next ? next : std::noop_coroutine();
        }
        static void await_resume() noexcept {}
    };

    std::coroutine_handle<> awaited_by_;
    std::exception_ptr failure_;
};

}  // namespace support
