// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/text_serializer.hpp>

#include <logdefer/formats/serializer.hpp>

#include "support/exhaust.hpp"
#include "support/recording.hpp"
#include "support/torn_record.hpp"
#include "support/unseen.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using logdefer::fields;
using support::recording;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

struct service_levels : logdefer::default_levels {
    static constexpr std::string_view name(int level) noexcept { return level == 25 ? "notice" : "a very long name"; }
};

static_assert(logdefer::serializer<logdefer::text_serializer>);
static_assert(logdefer::serializer<logdefer::basic_text_serializer<service_levels>>);

template <class Serializer = logdefer::text_serializer>
std::string text(logdefer::record_view r, Serializer const& serializer = Serializer{}) {
    logdefer::output_buffer out;
    BOOST_TEST(!serializer.append(r, out));
    return std::string{out.view()};
}

/// Returns the text after the heading.
std::string body(recording& r, std::chrono::nanoseconds end) {
    auto const all = text(r.seal(end));
    return all.substr(all.find('\n') + 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_whole_record_reads_as_the_documentation_shows) {
    recording r{1'700'000'000'123'456us};
    r.data("user", "jane");
    r.data("status", 200);
    r.line(158us, 30, "hello");
    r.line(201'223us, 10, "peer timeout", fields{{"waited", 30.5}, {"attempt", 2}});
    r.timer("db", 224us, 100'655us);
    r.timer("render", 100'700us, 202'300us);
    BOOST_TEST(text(r.seal(202'386us))
               == "2023-11-14 22:13:20.123456Z  202.386 ms\n"
                  "  user=\"jane\" status=200\n"
                  "     0.158 ms  info   hello\n"
                  "   201.223 ms  error  peer timeout waited=30.5 attempt=2\n"
                  "     0.224 ms  |===================                     |  100.431 ms  db\n"
                  "   100.700 ms  |                   ==================== |  101.600 ms  render\n"sv);
}

BOOST_AUTO_TEST_CASE(the_heading_is_right_on_both_sides_of_the_epoch) {
    BOOST_TEST(text(recording{0ns}.seal(0ns)) == "1970-01-01 00:00:00.000000Z  0.000 ms\n"sv);
    BOOST_TEST(text(recording{-1ns}.seal(0ns)) == "1969-12-31 23:59:59.999999Z  0.000 ms\n"sv);
    BOOST_TEST(text(recording{1709251199999999us}.seal(2h)) == "2024-02-29 23:59:59.999999Z  7200000.000 ms\n"sv);
}

BOOST_AUTO_TEST_CASE(levels_without_a_name_show_their_number) {
    recording r;
    r.line(0ns, 20, "a");
    r.line(0ns, 40, "b");
    r.line(0ns, 25, "c");
    r.line(0ns, -1, "d");
    BOOST_TEST(body(r, 0ns)
               == "     0.000 ms  warn   a\n"
                  "     0.000 ms  debug  b\n"
                  "     0.000 ms  25     c\n"
                  "     0.000 ms  -1     d\n"sv);
}

BOOST_AUTO_TEST_CASE(a_level_set_gives_its_own_names) {
    recording r;
    r.line(0ns, 25, "a");
    r.line(0ns, 30, "b");
    auto const all = text(r.seal(0ns), logdefer::basic_text_serializer<service_levels>{});
    BOOST_TEST(all.ends_with("ms  notice a\n     0.000 ms  a very long name b\n"sv));
}

BOOST_AUTO_TEST_CASE(colours_mark_errors_and_warnings) {
    recording r;
    r.line(0ns, 10, "a");
    r.line(0ns, 20, "b");
    r.line(0ns, 30, "c");
    auto const all = text(r.seal(0ns), logdefer::text_serializer{logdefer::colour::yes});
    BOOST_TEST(
        all.ends_with("\x1b[31merror \x1b[0m a\n     0.000 ms  \x1b[33mwarn  \x1b[0m b\n"
                      "     0.000 ms  \x1b[2minfo  \x1b[0m c\n"sv));
}

BOOST_AUTO_TEST_CASE(items_that_are_no_fields_stand_as_json) {
    recording r;
    r.line(0ns, 30, "m", 1, "two", nullptr, fields{{"k", fields{{"n", 1}}}}, fields{});
    BOOST_TEST(body(r, 0ns) == "     0.000 ms  info   m 1 \"two\" null k={\"n\":1}\n"sv);
}

BOOST_AUTO_TEST_CASE(control_characters_cannot_steer_the_terminal) {
    recording r;
    r.line(0ns, 30, "a\x1b[31m\u009b31m\nb", fields{{"k\x1b", "v\r"}});
    r.data("d\x07", "\x1b");
    r.timer("t\n", 0ns, 1ms);
    auto const all = text(r.seal(1ms));
    BOOST_TEST(all.find_first_of("\x1b\x07\r") == std::string::npos);
    BOOST_TEST(std::ranges::count(all, '\n') == 4);
    BOOST_TEST(all.find(R"("a\u001b[31m\u009b31m\nb" "k\u001b"="v\r")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_unseen_is_written_as_it_is) {
    support::for_each_unseen([](std::string const& c) {
        std::string const t = "a" + c + "b";
        recording r;
        r.data(t, t);
        r.line(0ns, 30, t, t, fields{{t, t}}, fields{{"k", fields{{t, logdefer::list{t}}}}});
        r.timer(t, 0ns, 1ms);
        auto const all = text(r.seal(1ms));
        BOOST_TEST_CONTEXT(all) {
            BOOST_TEST(all.find(t) == std::string::npos);
            BOOST_TEST(std::ranges::count(all, '\n') == 4);
            BOOST_TEST(std::ranges::count(all, '\\') == (c.size() == 4 ? 18 : 9));
        }
    });
}

BOOST_AUTO_TEST_CASE(a_message_that_could_be_more_than_words_is_quoted) {
    auto const shown = [](std::string_view message) {
        recording r;
        r.line(0ns, 30, message, fields{{"k", 1}});
        r.timer(message, 0ns, 0ns);
        auto const all = body(r, 0ns);
        auto const timer = all.substr(all.rfind("ms  ") + 4);
        auto const line = all.substr(22, all.find(" k=1") - 22);
        BOOST_TEST(line + '\n' == timer);
        return line;
    };
    for (std::string_view const bare :
         {"x", "peer timeout: (3) [a], {b}; c's 50%", "-", "Größe 5 €", "日本語 😀", "/a?b&c"}) {
        BOOST_TEST(shown(bare) == bare);
    }
    BOOST_TEST(shown("x status=200") == R"("x status=200")");
    BOOST_TEST(shown("a = b") == R"("a = b")");
    BOOST_TEST(shown("said \"hi\"") == R"("said \"hi\"")");
    BOOST_TEST(shown("C:\\tmp") == R"("C:\\tmp")");
    BOOST_TEST(shown("db | 5 ms") == R"("db | 5 ms")");
    BOOST_TEST(shown("") == R"("")");
    for (std::string const quoted :
         {" a", "a ", "a  b", " ", "a\u00a0b", "a\u3000b", "a\u2003b", "\u1680", "\u202f", "\u205f"}) {
        BOOST_TEST(shown(quoted) == '"' + quoted + '"');
    }
    BOOST_TEST(shown("\xff") == "\"\ufffd\"");
}

BOOST_AUTO_TEST_CASE(a_key_that_is_no_word_is_quoted) {
    recording r;
    r.data("a_B-9.c", 1);
    r.data("two words", 2);
    r.data("", 3);
    r.data("a=b", 4);
    r.data("höhe", 5);
    BOOST_TEST(body(r, 0ns) == "  a_B-9.c=1 \"two words\"=2 \"\"=3 \"a=b\"=4 \"höhe\"=5\n");
}

BOOST_AUTO_TEST_CASE(nested_values_stand_as_json) {
    recording r;
    r.line(0ns, 30, "m",
           fields{{"k", fields{{"a", logdefer::list{1, "x", nullptr}}, {"e", logdefer::list{}}}}, {"f", fields{}}});
    BOOST_TEST(body(r, 0ns) == "     0.000 ms  info   m k={\"a\":[1,\"x\",null],\"e\":[]} f={}\n"sv);
}

BOOST_AUTO_TEST_CASE(bars_stay_inside_their_frame) {
    recording r;
    r.timer("instant", 10ms, 10ms);
    r.timer("all", 0ns, 10ms);
    BOOST_TEST(body(r, 10ms)
               == "    10.000 ms  |                                       =|    0.000 ms  instant\n"
                  "     0.000 ms  |========================================|   10.000 ms  all\n"sv);
    recording still;
    still.timer("none", 0ns, 0ns);
    BOOST_TEST(body(still, 0ns) == "     0.000 ms  |=                                       |    0.000 ms  none\n"sv);
}

BOOST_AUTO_TEST_CASE(extras_come_last) {
    recording r;
    r.line(0ns, 30, "m");
    r.entries().set_outcome(logdefer::outcome::cancelled);
    BOOST_TEST(body(r, 0ns) == "     0.000 ms  info   m\n  outcome=\"cancelled\"\n"sv);
}

BOOST_AUTO_TEST_CASE(a_buffer_that_failed_is_an_error) {
    recording r;
    logdefer::output_buffer out;
    support::exhaust(out);
    BOOST_TEST(logdefer::text_serializer{}.append(r.seal(0ns), out) == logdefer::error::out_of_memory);
}

BOOST_AUTO_TEST_CASE(a_buffer_that_failed_ends_the_reading) {
    recording r;
    r.data("k", 1);
    r.line(0ns, 30, "m");
    r.timer("t", 0ns, 1ns);
    r.entries().set_outcome(logdefer::outcome::cancelled);
    support::torn_record const torn{r.seal(1ns), logdefer::detail::layout::entries};
    logdefer::output_buffer out;
    support::exhaust(out);
    BOOST_TEST(logdefer::text_serializer{}.append(torn.view(), out) == logdefer::error::out_of_memory);
}

BOOST_AUTO_TEST_CASE(a_bar_is_right_for_times_of_any_size) {
    auto const columns = [](std::chrono::nanoseconds start, std::chrono::nanoseconds stop,
                            std::chrono::nanoseconds end) {
        recording r;
        r.timer("t", start, stop);
        auto const all = body(r, end);
        return all.substr(all.find('|') + 1, 40);
    };
    auto const bar = [](std::size_t before, std::size_t length) {
        return std::string(before, ' ') + std::string(length, '=') + std::string(40 - before - length, ' ');
    };
    for (auto const unit : {1ns, 3ns, 7ns, std::chrono::nanoseconds{INT64_MAX / 40}}) {
        for (std::size_t i = 0; i < 40; ++i) {
            BOOST_TEST(columns(unit * i, 40 * unit, 40 * unit) == bar(i, 40 - i));
            BOOST_TEST(columns(0ns, unit * (i + 1), 40 * unit) == bar(0, i + 1));
        }
    }
}
