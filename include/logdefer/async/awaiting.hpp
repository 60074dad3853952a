// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The awaiter of an awaitable, and the suspension of a coroutine by it.

#include <logdefer/base/config.hpp>

#include <concepts>
#include <coroutine>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <class A>
concept awaiter = requires(std::remove_reference_t<A>& a) {
    { a.await_ready() } -> std::convertible_to<bool>;
    a.await_resume();
};

template <class A>
concept has_member_co_await = requires(A&& a) { static_cast<A&&>(a).operator co_await(); };

template <class A>
concept has_free_co_await = requires(A&& a) { operator co_await(static_cast<A&&>(a)); };

/// Returns the awaiter of an awaitable, as a coroutine whose promise has no `await_transform` finds it.
template <has_member_co_await A>
constexpr decltype(auto) get_awaiter(A&& a) noexcept(noexcept(static_cast<A&&>(a).operator co_await())) {
    return static_cast<A&&>(a).operator co_await();
}

template <has_free_co_await A>
    requires(!has_member_co_await<A>)
constexpr decltype(auto) get_awaiter(A&& a) noexcept(noexcept(operator co_await(static_cast<A&&>(a)))) {
    return operator co_await(static_cast<A&&>(a));
}

template <class A>
    requires(!has_member_co_await<A> && !has_free_co_await<A>)
constexpr A&& get_awaiter(A&& a) noexcept {
    return static_cast<A&&>(a);
}

/// The type of the awaiter: a value if `operator co_await` returns one, otherwise a reference.
template <class A>
using awaiter_of = decltype(get_awaiter(std::declval<A>()));

/// A type that can be awaited in a coroutine whose promise has no `await_transform`.
template <class A>
concept awaitable = awaiter<awaiter_of<A>>;

template <class A>
inline constexpr bool has_noexcept_awaiter = noexcept(get_awaiter(std::declval<A>()));

/// Calls `a.await_suspend(h)`. The caller must have noted before that the coroutine is suspended: another thread may
/// resume and destroy it before `await_suspend` returns. Therefore the frame is not used after that.
///
/// If the awaiter does not suspend the coroutine or throws, calls `listener.not_suspended()`, since the coroutine
/// continues. If the awaiter returns the next coroutine, calls `listener.transfers_to` with it, which must not use the
/// frame.
template <class Awaiter, class Promise, class Listener>
auto call_await_suspend(Awaiter& a, std::coroutine_handle<Promise> h,
                        Listener listener) noexcept(noexcept(a.await_suspend(h))) -> decltype(a.await_suspend(h)) {
    struct guard {
        Listener& listener;
        bool suspended = false;
        ~guard() {
            if (!suspended) listener.not_suspended();
        }
    } outcome{listener};
    using result = decltype(a.await_suspend(h));
    if constexpr (std::is_void_v<result>) {
        a.await_suspend(h);
        outcome.suspended = true;
    } else if constexpr (std::same_as<result, bool>) {
        outcome.suspended = a.await_suspend(h);
        return outcome.suspended;
    } else {
        auto const next = a.await_suspend(h);
        outcome.suspended = true;
        listener.transfers_to(next);
        return next;
    }
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
