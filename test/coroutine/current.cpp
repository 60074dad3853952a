// SPDX-License-Identifier: BSL-1.0
#include <logdefer/coroutine.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <coroutine>
#include <string>
#include <system_error>
#include <vector>

using namespace logdefer;
using namespace logdefer::test;

namespace {

using test_log = basic_log_defer<manual_clock>;

/// A default hook, which receives errors that concern no log.
struct default_hook {
    report_list heard;
    error_hook hook{heard};
    default_hook() noexcept { error_hook::set_default(&hook); }
    default_hook(default_hook&&) = delete;
    ~default_hook() { error_hook::set_default(nullptr); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(it_is_the_log_of_the_innermost_context, log_fixture) {
    log_fixture other;
    log_context outer{log};
    log_context inner{other.log};
    outer.run([&] {
        BOOST_TEST(&current<test_log>() == &log);
        inner.run([&] { BOOST_TEST(&current<test_log>() == &other.log); });
        BOOST_TEST(&current<test_log>() == &log);
    });
}

BOOST_AUTO_TEST_CASE(the_default_is_a_log_on_the_system_s_clock) {
    basic_log_defer<> log{[](std::string_view) {}};
    log_context context{log};
    context.run([&] { BOOST_TEST(&current() == &log); });
}

BOOST_FIXTURE_TEST_CASE(once_it_is_over_it_is_a_log_that_ignores_everything, log_fixture) {
    log_context context{log};
    (void)log.finish();
    context.run([] {
        current<test_log>().info("late");
        BOOST_TEST(!current<test_log>().is_open());
    });
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_CASE(without_a_context_it_is_a_log_that_ignores_everything_and_the_default_hook_hears_of_it) {
    default_hook const hook;
    auto& none = current<test_log>();
    BOOST_TEST(!none.is_open());
    BOOST_TEST(hook.heard == (std::vector{report{error::no_current, ""}}));
    none.info("nowhere");
    {
        auto const t = none.timer("t");
    }
    std::string line = "unchanged";
    BOOST_TEST(none.finish(line) == error::not_open);
    BOOST_TEST(line == "unchanged");
    BOOST_TEST(&current<test_log>() == &none);
    BOOST_TEST(hook.heard.size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(of_another_type_it_is_the_same, log_fixture) {
    default_hook const hook;
    log_context context{log};
    context.run([] {
        BOOST_TEST(!current<basic_log_defer<>>().is_open());
        current<basic_log_defer<>>().info("nowhere");
    });
    BOOST_TEST(hook.heard == (std::vector{report{error::no_current, ""}, report{error::no_current, ""}}));
    BOOST_TEST(finish() == record_of(R"("end":0.000000)"));
}

BOOST_FIXTURE_TEST_CASE(where_the_log_is_merely_over_nobody_is_told, log_fixture) {
    default_hook const hook;
    log_context context{log};
    (void)log.finish();
    context.run([] { (void)current<test_log>(); });
    BOOST_TEST(hook.heard.empty());
}

BOOST_FIXTURE_TEST_CASE(whoever_looks_for_it_learns_that_there_is_none, log_fixture) {
    default_hook const hook;
    BOOST_TEST(find_current<test_log>() == nullptr);
    log_context context{log};
    context.run([&] {
        BOOST_TEST(find_current<test_log>() == &log);
        BOOST_TEST(find_current<basic_log_defer<>>() == nullptr);
        (void)log.finish();
        BOOST_REQUIRE(find_current<test_log>() != nullptr);
        BOOST_TEST(!find_current<test_log>()->is_open());
    });
    BOOST_TEST(hook.heard.empty());
}

BOOST_FIXTURE_TEST_CASE(after_a_coroutine_that_did_not_leave_the_default_hook_hears_of_it, log_fixture) {
    struct leaving_nothing {
        struct promise_type : context_promise {
            leaving_nothing get_return_object() noexcept {
                return {std::coroutine_handle<promise_type>::from_promise(*this)};
            }
            static std::suspend_always final_suspend() noexcept { return {}; }
            static void return_void() noexcept {}
            static void unhandled_exception() noexcept {}
        };
        std::coroutine_handle<> handle;
    };
    default_hook const hook;
    log_fixture other;
    log_context context{log};
    log_context other_context{other.log};
    auto const t = context.create([]() -> leaving_nothing { co_return; });
    other_context.run([&] { t.handle.resume(); });
    BOOST_TEST(hook.heard == (std::vector{report{error::not_left, ""}}));
    t.handle.destroy();
}
