// SPDX-License-Identifier: BSL-1.0
#include <logdefer/async/awaiting.hpp>

#include <boost/test/unit_test.hpp>

#include <coroutine>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace {

using namespace logdefer::detail;

/// An awaiter that says where it comes from.
struct tagged {
    char origin;
    [[nodiscard]] static bool await_ready() noexcept { return true; }
    static void await_suspend(std::coroutine_handle<>) noexcept {}
    static void await_resume() noexcept {}
};

struct with_member {
    tagged operator co_await() & { return {'l'}; }
    tagged operator co_await() const& { return {'c'}; }
    tagged operator co_await() && noexcept { return {'r'}; }
};

struct with_free {};
tagged operator co_await(with_free&) { return {'l'}; }
tagged operator co_await(with_free&&) noexcept { return {'r'}; }

struct with_both {
    tagged operator co_await() const { return {'m'}; }
};
[[maybe_unused]] tagged operator co_await(with_both const&) { return {'f'}; }

struct for_rvalues {
    tagged operator co_await() && { return {'r'}; }
};

struct immovable : tagged {
    immovable() noexcept : tagged{'i'} {}
    immovable(immovable&&) = delete;
};
struct of_immovable {
    immovable operator co_await() const noexcept { return {}; }
};

struct of_reference {
    tagged& awaiter;
    tagged& operator co_await() const noexcept { return awaiter; }
};

struct of_no_awaiter {
    int operator co_await() const { return 0; }
};

struct never_ready {
    static void await_ready() {}
    static void await_resume() {}
};

/// Keeps what it is told, outside of itself: it is passed by value.
struct telling {
    std::string& told;
    void not_suspended() const { told += "not suspended;"; }
    void transfers_to(std::coroutine_handle<> next) const {
        told += next == std::noop_coroutine() ? "transfers to nothing;" : "transfers;";
    }
};

/// Suspends in the way that `F` does.
template <class F>
struct suspending {
    F f;
    auto await_suspend(std::coroutine_handle<> h) noexcept(noexcept(f(h))) { return f(h); }
};
template <class F>
suspending(F) -> suspending<F>;

/// What the listener is told when this awaiter suspends a coroutine.
template <class F>
std::string told_of(F f) {
    std::string told;
    suspending awaiter{f};
    (void)call_await_suspend(awaiter, std::coroutine_handle<>{std::noop_coroutine()}, telling{told});
    return told;
}

template <class F>
std::string told_of_failing(F f) {
    std::string told;
    suspending awaiter{f};
    BOOST_CHECK_THROW((void)call_await_suspend(awaiter, std::coroutine_handle<>{std::noop_coroutine()}, telling{told}),
                      std::runtime_error);
    return told;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(an_awaiter)

BOOST_AUTO_TEST_CASE(of_an_awaitable_without_operator_is_the_awaitable_itself) {
    tagged a{'a'};
    BOOST_TEST(&get_awaiter(a) == &a);
    static_assert(std::is_same_v<awaiter_of<tagged&>, tagged&>);
    static_assert(std::is_same_v<awaiter_of<tagged>, tagged&&>);
}

BOOST_AUTO_TEST_CASE(comes_from_the_member_operator_for_the_category_of_the_awaitable) {
    with_member a;
    BOOST_TEST(get_awaiter(a).origin == 'l');
    BOOST_TEST(get_awaiter(std::as_const(a)).origin == 'c');
    BOOST_TEST(get_awaiter(std::move(a)).origin == 'r');
}

BOOST_AUTO_TEST_CASE(comes_from_the_free_operator_for_the_category_of_the_awaitable) {
    with_free a;
    BOOST_TEST(get_awaiter(a).origin == 'l');
    BOOST_TEST(get_awaiter(with_free{}).origin == 'r');
}

BOOST_AUTO_TEST_CASE(comes_from_the_member_where_there_are_both_operators) {
    BOOST_TEST(get_awaiter(with_both{}).origin == 'm');
}

BOOST_AUTO_TEST_CASE(that_an_operator_returns_need_not_be_movable) {
    auto const a = get_awaiter(of_immovable{});
    BOOST_TEST(a.origin == 'i');
}

BOOST_AUTO_TEST_CASE(that_an_operator_returns_by_reference_is_not_copied) {
    tagged there{'t'};
    BOOST_TEST(&get_awaiter(of_reference{there}) == &there);
    static_assert(std::is_same_v<awaiter_of<of_reference>, tagged&>);
    static_assert(std::is_same_v<awaiter_of<with_member>, tagged>);
}

BOOST_AUTO_TEST_CASE(is_found_without_exceptions_where_its_operator_promises_so) {
    static_assert(has_noexcept_awaiter<tagged&>);
    static_assert(has_noexcept_awaiter<with_member> && !has_noexcept_awaiter<with_member&>);
    static_assert(has_noexcept_awaiter<with_free> && !has_noexcept_awaiter<with_free&>);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(is_required_of_an_awaitable) {
    static_assert(awaitable<tagged&> && awaitable<with_member> && awaitable<with_free&> && awaitable<of_reference>);
    static_assert(awaitable<for_rvalues> && !awaitable<for_rvalues&>);
    static_assert(!awaitable<of_no_awaiter> && !awaitable<never_ready> && !awaitable<int>);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_suspension)

BOOST_AUTO_TEST_CASE(that_returns_nothing_or_true_is_one) {
    BOOST_TEST(told_of([](std::coroutine_handle<>) {}) == "");
    BOOST_TEST(told_of([](std::coroutine_handle<>) { return true; }) == "");
}

BOOST_AUTO_TEST_CASE(that_returns_false_is_none) {
    BOOST_TEST(told_of([](std::coroutine_handle<>) { return false; }) == "not suspended;");
}

BOOST_AUTO_TEST_CASE(that_returns_a_coroutine_transfers_to_it) {
    BOOST_TEST(told_of([](std::coroutine_handle<> h) { return h; }) == "transfers to nothing;");
    BOOST_TEST(told_of([](std::coroutine_handle<>) { return std::coroutine_handle<>{}; }) == "transfers;");
}

BOOST_AUTO_TEST_CASE(that_throws_is_none_whatever_it_would_have_returned) {
    BOOST_TEST(told_of_failing([](std::coroutine_handle<>) { throw std::runtime_error{"no"}; }) == "not suspended;");
    BOOST_TEST(told_of_failing([](std::coroutine_handle<>) -> bool { throw std::runtime_error{"no"}; })
               == "not suspended;");
    BOOST_TEST(told_of_failing([](std::coroutine_handle<> h) -> std::coroutine_handle<> {
                   if (h) throw std::runtime_error{"no"};
                   return h;
               })
               == "not suspended;");
}

BOOST_AUTO_TEST_CASE(passes_on_what_the_awaiter_returns) {
    std::string told;
    auto const h = std::noop_coroutine();
    suspending refusing{[](std::coroutine_handle<>) { return false; }};
    suspending accepting{[](std::coroutine_handle<>) { return true; }};
    suspending transferring{[](std::coroutine_handle<>) { return std::noop_coroutine(); }};
    BOOST_TEST(!call_await_suspend(refusing, h, telling{told}));
    BOOST_TEST(call_await_suspend(accepting, h, telling{told}));
    auto const next = call_await_suspend(transferring, h, telling{told});
    static_assert(std::is_same_v<decltype(next), std::noop_coroutine_handle const>);
    BOOST_TEST((next == std::noop_coroutine()));
}

BOOST_AUTO_TEST_CASE(gives_the_awaiter_the_handle_with_its_promise) {
    struct choosy {
        std::coroutine_handle<>& seen;
        void await_suspend(std::noop_coroutine_handle h) const noexcept { seen = h; }
    };
    std::string told;
    std::coroutine_handle<> seen;
    choosy a{seen};
    auto const h = std::noop_coroutine();
    call_await_suspend(a, h, telling{told});
    BOOST_TEST((seen == h));
}

BOOST_AUTO_TEST_CASE(may_throw_only_where_the_awaiter_may) {
    suspending careful{[](std::coroutine_handle<>) noexcept {}};
    suspending careless{[](std::coroutine_handle<>) {}};
    std::string told;
    std::coroutine_handle<> const h = std::noop_coroutine();
    static_assert(noexcept(call_await_suspend(careful, h, telling{told})));
    static_assert(!noexcept(call_await_suspend(careless, h, telling{told})));
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(may_destroy_the_awaiter) {
    struct in_frame {
        std::optional<in_frame>& frame;
        [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) const {
            frame.reset();
            return h;
        }
    };
    std::string told;
    std::optional<in_frame> frame;
    frame.emplace(frame);
    (void)call_await_suspend(*frame, std::coroutine_handle<>{std::noop_coroutine()}, telling{told});
    BOOST_TEST(!frame.has_value());
    BOOST_TEST(told == "transfers to nothing;");
}

BOOST_AUTO_TEST_SUITE_END()
