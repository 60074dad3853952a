// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The awaiter of an awaitable, and the hand-over of a coroutine to it.

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

/// Hands a suspended coroutine over to an awaiter. `books` records that the coroutine is suspended, and must have done
/// so before the call.
///
/// Another thread may resume and destroy the coroutine before `await_suspend` returns; therefore its frame is not used
/// after that. If the awaiter does not suspend the coroutine or throws, calls `books.reopen()`, since the coroutine
/// continues. If the awaiter returns the next coroutine, calls `books.closed_for` with it, which must not use the
/// frame.
template <class Awaiter, class Promise, class Books>
auto hand_over(Awaiter& a, std::coroutine_handle<Promise> h, Books books) noexcept(noexcept(a.await_suspend(h)))
    -> decltype(a.await_suspend(h)) {
    struct guard {
        Books& books;
        bool suspended = false;
        ~guard() {
            if (!suspended) books.reopen();
        }
    } outcome{books};
    using result = decltype(a.await_suspend(h));
    if constexpr (std::is_void_v<result>) {
        a.await_suspend(h);
        outcome.suspended = true;
    } else if constexpr (std::same_as<result, bool>) {
        return outcome.suspended = a.await_suspend(h);
    } else {
        auto const next = a.await_suspend(h);
        outcome.suspended = true;
        books.closed_for(next);
        return next;
    }
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
