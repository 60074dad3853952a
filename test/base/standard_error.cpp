// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/standard_error.hpp>

#include "support/standard_error_of.hpp"
#include "support/unseen.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdio>
#include <new>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace {

using logdefer::error;
using logdefer::detail::print_visible;
using logdefer::detail::tell_standard_error;
using support::standard_error_of;

std::string printed(std::string_view text) {
    return standard_error_of([&] { print_visible(text); });
}

/// Tells an error until it is printed, and returns that line up to the count.
std::string line_of(std::error_code code, std::string_view subject) {
    std::string line;
    while (line.empty()) line = standard_error_of([&] { tell_standard_error(code, subject); });
    return line.substr(0, line.find(" (error "));
}

/// Messages of which there is no memory.
class silent_category : public std::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "silent"; }
    [[nodiscard]] std::string message(int) const override { throw std::bad_alloc(); }
};

/// Notes, whenever a message is asked for, whether another thread could print meanwhile.
class watching_category : public std::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "watching"; }
    [[nodiscard]] std::string message(int) const override {
        std::thread{[&] {
            others_may_print = ::ftrylockfile(stderr) == 0;
            if (others_may_print) ::funlockfile(stderr);
        }}.join();
        return others_may_print ? "in pieces" : "in one piece";
    }

    mutable bool others_may_print = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(text_on_standard_error)

BOOST_AUTO_TEST_CASE(stays_as_it_is_where_it_can_be_seen) {
    for (std::string_view const text : {"", "/var/log/requests.log", "a \\ \"b\"", "Gr\u00f6\u00dfe \u65e5 \U0001f600"})
        BOOST_TEST(printed(text) == text);
}

BOOST_AUTO_TEST_CASE(has_escapes_for_what_could_steer_a_terminal) {
    BOOST_TEST(printed("d\x1b[2Jb\n\x7f\u009b\u202e\U000e0041")
               == R"(d\u001b[2Jb\u000a\u007f\u009b\u202e\udb40\udc41)");
}

BOOST_AUTO_TEST_CASE(shows_nothing_unseen_as_it_is) {
    std::string all;
    support::for_each_unseen([&](std::string const& c) { all += c; });
    auto const text = printed(all);
    BOOST_TEST(std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; }));
}

BOOST_AUTO_TEST_CASE(has_a_replacement_for_each_ill_formed_part) {
    BOOST_TEST(printed("a\xff\x80"
                       "b\xe2\x82")
               == "a\ufffd\ufffdb\ufffd");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_error_on_standard_error)

BOOST_AUTO_TEST_CASE(has_its_subject_if_there_is_one_and_its_message) {
    BOOST_TEST(line_of(error::late,
                       "d\x1b"
                       "b")
               == "logdefer: d\\u001bb: " + make_error_code(error::late).message());
    BOOST_TEST(line_of(error::sink_failed, {}) == "logdefer: " + make_error_code(error::sink_failed).message());
    BOOST_TEST(line_of(std::make_error_code(std::errc::no_space_on_device), "disk")
               == "logdefer: disk: No space left on device");
}

BOOST_AUTO_TEST_CASE(has_its_category_and_number_where_there_is_no_memory_for_its_message) {
    silent_category const silent;
    BOOST_TEST(line_of({-7, silent}, "x") == "logdefer: x: silent -7");
}

BOOST_AUTO_TEST_CASE(is_printed_in_one_piece_for_which_other_threads_wait) {
    watching_category const watching;
    BOOST_TEST(line_of({1, watching}, {}) == "logdefer: in one piece");
    (void)watching.message(1);
    BOOST_TEST(watching.others_may_print);
}

BOOST_AUTO_TEST_CASE(is_printed_if_it_is_the_1st_2nd_4th_8th_and_so_on_of_all_threads) {
    constexpr int errors_of_a_thread = 40'000;  // more together than all that the other tests tell
    auto const text = standard_error_of([] {
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([] {
                for (int n = 0; n < errors_of_a_thread; ++n) tell_standard_error(error::late, "a timer");
            });
        }
        for (auto& t : threads) t.join();
    });
    std::regex const whole{
        "logdefer: a timer: a timer or a forked log ended after its record was written "
        "\\(error ([0-9]+) of this process\\)"};
    std::set<unsigned long> counts;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        std::smatch found;
        BOOST_TEST(std::regex_match(line, found, whole), line);
        if (!found.empty()) BOOST_TEST(counts.insert(std::stoul(found[1])).second, line);
    }
    BOOST_REQUIRE(!counts.empty());
    for (auto n = *counts.begin(); n <= 4UL * errors_of_a_thread; n *= 2) BOOST_TEST(counts.contains(n), n);
    for (auto const n : counts) BOOST_TEST((n & (n - 1)) == 0U, n);
}

BOOST_AUTO_TEST_SUITE_END()
