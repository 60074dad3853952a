// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// How something is awaited: its awaiter, and the hand-over of a coroutine to it.

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

/// The awaiter of an awaitable, as a promise without `await_transform` would find it.
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

/// A value where the operator returns one, else a reference.
template <class A>
using awaiter_of = decltype(get_awaiter(std::declval<A>()));

/// What a coroutine may await whose promise has no say in it.
template <class A>
concept awaitable = awaiter<awaiter_of<A>>;

template <class A>
inline constexpr bool has_noexcept_awaiter = noexcept(get_awaiter(std::declval<A>()));

/// Hands a suspended coroutine over to an awaiter, with books that were closed before.
///
/// Another thread may have resumed the coroutine before `await_suspend` returns, and destroyed it: from then on nothing
/// in its frame is touched. Where the awaiter refuses or throws, the coroutine goes on: `books.reopen()`. Where it
/// names the next coroutine: `books.closed_for(that)`, which must not touch the frame.
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
