// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/error_hook.hpp>

#include "support/standard_error_of.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using logdefer::error;
using support::standard_error_of;

std::vector<std::string> heard;
void listen(std::error_code code, std::string_view subject) { heard.push_back(std::string{subject} + code.message()); }
void listen_quietly(std::error_code, std::string_view) noexcept { heard.emplace_back("quiet"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(a_hook)

BOOST_AUTO_TEST_CASE(calls_an_object_by_reference) {
    std::vector<std::string> subjects;
    std::error_code last;
    auto listener = [&, calls = 0](std::error_code code, std::string_view subject) mutable {
        last = code;
        subjects.push_back(std::string{subject} + std::to_string(++calls));
    };
    logdefer::error_hook const hook{listener};
    auto const copy = hook;
    hook(error::late, "db");
    copy(error::sink_failed, "disk");
    BOOST_TEST(last == error::sink_failed);
    BOOST_TEST(subjects == (std::vector<std::string>{"db1", "disk2"}));
}

BOOST_AUTO_TEST_CASE(calls_a_constant_object) {
    int calls = 0;
    auto const listener = [&](std::error_code, std::string_view) { ++calls; };
    logdefer::error_hook{listener}(error::late, {});
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(calls_a_function) {
    heard.clear();
    logdefer::error_hook const hook = listen;
    hook(error::late, "t: ");
    logdefer::error_hook{&listen}(error::late, {});
    logdefer::error_hook const quiet = listen_quietly;
    quiet(error::late, {});
    std::string const message = make_error_code(error::late).message();
    BOOST_TEST(heard == (std::vector<std::string>{"t: " + message, message, "quiet"}));
}

BOOST_AUTO_TEST_CASE(calls_a_lambda_that_captures_nothing) {
    heard.clear();
    logdefer::error_hook const hook{[](std::error_code, std::string_view s) { heard.emplace_back(s); }};
    hook(error::late, "x");
    BOOST_TEST(heard == std::vector<std::string>{"x"});
}

BOOST_AUTO_TEST_CASE(swallows_what_its_listener_throws) {
    auto const listener = [](std::error_code, std::string_view) { throw std::runtime_error("no"); };
    logdefer::error_hook const hook{listener};
    static_assert(noexcept(hook(error::late, "")));
    BOOST_CHECK_NO_THROW(hook(error::late, "db"));
}

BOOST_AUTO_TEST_CASE(that_is_empty_tells_standard_error) {
    auto const text = standard_error_of([] { logdefer::error_hook{}(error::late, "db"); });
    BOOST_TEST(text.starts_with("logdefer: db: " + make_error_code(error::late).message()));
}

BOOST_AUTO_TEST_CASE(that_causes_an_error_itself_is_not_called_again_but_standard_error_is_told) {
    int calls = 0;
    logdefer::error_hook const* self = nullptr;
    auto const listener = [&](std::error_code, std::string_view) {
        ++calls;
        (*self)(error::sink_failed, "its own");
    };
    logdefer::error_hook const hook{listener};
    self = &hook;
    auto const text = standard_error_of([&] {
        for (int i = 0; i < 4; ++i) hook(error::late, "db");
    });
    BOOST_TEST(calls == 4);
    BOOST_TEST(text.starts_with("logdefer: its own: "));
}

BOOST_AUTO_TEST_CASE(that_is_empty_tells_the_default_one_while_there_is_one) {
    heard.clear();
    logdefer::error_hook const listener{listen};
    logdefer::error_hook::set_default(&listener);
    logdefer::error_hook{}(error::late, "a timer");
    logdefer::error_hook const nobody;
    logdefer::error_hook::set_default(&nobody);
    auto const text = standard_error_of([] {
        for (int i = 0; i < 16; ++i) logdefer::error_hook{}(error::late, "nobody's");
    });
    logdefer::error_hook::set_default(nullptr);
    BOOST_TEST(heard == std::vector{"a timer" + make_error_code(error::late).message()});
    BOOST_TEST(text.find("nobody's") != text.npos);
}

BOOST_AUTO_TEST_SUITE_END()
