// SPDX-License-Identifier: BSL-1.0
#include <logdefer/coroutine.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <coroutine>
#include <string>
#include <system_error>

#if !defined(NDEBUG)  // only then an assertion can fail
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#endif

using namespace logdefer;
using namespace logdefer::test;

using test_log = basic_log_defer<manual_clock>;

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

#if defined(NDEBUG)  // what is asked for without a reason is answered

BOOST_AUTO_TEST_CASE(without_a_context_it_is_a_log_that_ignores_everything) {
    auto& none = current<test_log>();
    BOOST_TEST(!none.is_open());
    none.info("nowhere");
    {
        auto const t = none.timer("t");
    }
    std::string line = "unchanged";
    BOOST_TEST(none.finish(line) == error::not_open);
    BOOST_TEST(line == "unchanged");
    BOOST_TEST(&current<test_log>() == &none);
}

BOOST_FIXTURE_TEST_CASE(of_another_type_it_is_a_log_that_ignores_everything, log_fixture) {
    log_context context{log};
    context.run([] {
        BOOST_TEST(!current<basic_log_defer<>>().is_open());
        current<basic_log_defer<>>().info("nowhere");
    });
    BOOST_TEST(finish() == record_of(R"("end":0.000000)"));
}

#else  // it ends the program

namespace {

/// What a child process says that must abort in `f`.
template <class F>
std::string last_words(F f) {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::pipe(ends.data()) == 0);
    auto const child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(ends[1], STDERR_FILENO);
        std::signal(SIGABRT, SIG_DFL);  // Boost.Test would catch it
        f();
        ::_exit(EXIT_SUCCESS);
    }
    ::close(ends[1]);
    std::string words(4096, '\0');
    auto const size = ::read(ends[0], words.data(), words.size());
    ::close(ends[0]);
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(WIFSIGNALED(status));
    words.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return words;
}

bool names_the_likely_reason(std::string const& words) {
    return words.find("was the work continued on an unbound executor?") != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_a_context_an_assertion_says_what_is_likely) {
    BOOST_TEST(names_the_likely_reason(last_words([] { current<test_log>().info("nowhere"); })));
}

BOOST_FIXTURE_TEST_CASE(after_a_coroutine_that_did_not_leave_an_assertion_says_so, log_fixture) {
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
    log_fixture other;
    log_context context{log};
    log_context other_context{other.log};
    auto const t = context.create([]() -> leaving_nothing { co_return; });
    auto const words = last_words([&] { other_context.run([&] { t.handle.resume(); }); });
    BOOST_TEST(words.find("did not leave its context") != std::string::npos);
    t.handle.destroy();
}

BOOST_FIXTURE_TEST_CASE(of_another_type_an_assertion_says_what_is_likely, log_fixture) {
    log_context context{log};
    context.run(
        [] { BOOST_TEST(names_the_likely_reason(last_words([] { current<basic_log_defer<>>().info("nowhere"); }))); });
}

#endif
