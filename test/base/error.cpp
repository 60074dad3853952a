// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/error.hpp>

#include <boost/test/unit_test.hpp>

#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using logdefer::error;
using logdefer::detail::guarded;

constexpr auto every_error = {error::out_of_memory,    error::serializer_failed,
                              error::sink_failed,      error::late,
                              error::not_open,         error::busy,
                              error::pending,          error::malformed,
                              error::not_a_record,     error::too_deep,
                              error::number_too_large, error::queue_full,
                              error::record_too_large, error::no_current,
                              error::not_sequenced,    error::not_left};

/// Returns the text that `run` writes to the standard error of the process.
template <class F>
std::string standard_error_of(F&& run) {
    std::FILE* const file = std::tmpfile();
    int const kept = ::dup(STDERR_FILENO);
    ::dup2(::fileno(file), STDERR_FILENO);
    run();
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    std::string text(4096, '\0');
    std::rewind(file);
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
}

std::vector<std::string> heard;
void listen(std::error_code code, std::string_view subject) { heard.push_back(std::string{subject} + code.message()); }
void listen_quietly(std::error_code, std::string_view) noexcept { heard.emplace_back("quiet"); }

}  // namespace

BOOST_AUTO_TEST_CASE(every_error_has_a_message_of_its_own) {
    std::set<std::string> messages;
    for (error const e : every_error) messages.insert(make_error_code(e).message());
    BOOST_TEST(messages.size() == every_error.size());
    BOOST_TEST(!messages.contains("unknown error"));
    BOOST_TEST(!messages.contains(""));
}

BOOST_AUTO_TEST_CASE(a_number_that_is_no_error_is_unknown) {
    BOOST_TEST(logdefer::error_category().message(0) == "unknown error");
    BOOST_TEST(logdefer::error_category().message(-1) == "unknown error");
}

BOOST_AUTO_TEST_CASE(an_error_is_an_error_code_of_the_library) {
    std::error_code const code = error::late;
    BOOST_TEST(code == error::late);
    BOOST_TEST(code != error::not_open);
    BOOST_TEST(bool{code});
    BOOST_TEST(code.category().name() == std::string{"logdefer"});
    BOOST_TEST((&code.category() == &logdefer::error_category()));
}

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

BOOST_AUTO_TEST_CASE(that_is_empty_tells_standard_error_ever_more_rarely) {
    logdefer::error_hook const hook;
    auto const text = standard_error_of([&] {
        hook(error::late, "d\x1b[2Jb\u202e\xff");
        for (int i = 0; i < 9; ++i) hook(error::sink_failed, {});
    });
    std::string const failed = "logdefer: the sink threw an exception (error ";
    BOOST_TEST(text
               == "logdefer: d\\u001b[2Jb\\u202e\xef\xbf\xbd: a timer or a forked log ended after its record was written (error 1 of this process)\n"
                      + failed + "2 of this process)\n" + failed + "4 of this process)\n" + failed
                      + "8 of this process)\n");
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

BOOST_AUTO_TEST_SUITE(guarded_code)

BOOST_AUTO_TEST_CASE(returns_its_own_code) {
    BOOST_TEST(!guarded(error::late, [] { return std::error_code{}; }));
    BOOST_TEST(guarded(error::late, []() -> std::error_code { return error::malformed; }) == error::malformed);
}

BOOST_AUTO_TEST_CASE(passes_on_the_code_of_a_system_error) {
    auto const full = std::make_error_code(std::errc::no_space_on_device);
    BOOST_TEST(guarded(error::late, [&]() -> std::error_code { throw std::system_error(full); }) == full);
}

BOOST_AUTO_TEST_CASE(names_a_failed_allocation) {
    BOOST_TEST(guarded(error::late, []() -> std::error_code { throw std::bad_alloc(); }) == error::out_of_memory);
}

BOOST_AUTO_TEST_CASE(gives_any_other_exception_the_fallback) {
    BOOST_TEST(guarded(error::late, []() -> std::error_code { throw std::runtime_error("x"); }) == error::late);
    BOOST_TEST(guarded(error::sink_failed, []() -> std::error_code { throw 1; }) == error::sink_failed);
}

BOOST_AUTO_TEST_SUITE_END()
