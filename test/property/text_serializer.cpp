// SPDX-License-Identifier: BSL-1.0

/// Checks that text output can be parsed: no recorded text, whatever it is, looks like a field.

#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include "for_all.hpp"
#include "random_source.hpp"
#include "support/unseen.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using property::random_source;

/// The fields in a line: a key, bare or quoted, and the JSON of its value.
using field_list = std::vector<std::pair<std::string, std::string>>;

/// Text of parts that could be mistaken for a field, a string, a bar, an escape, a level, or another line.
std::string hostile_text(random_source& random) {
    std::string s;
    for (auto n = random.below(7); n > 0; --n) {
        s += random.pick<std::string_view>(
            {"status=200", " ",       "  ", "=",      "\"",        "\\",   "k",      "\"k\"=1",     " a=",    "\n",
             "\t",         "\x1b[2J", "|",  "error ", "{\"a\":1}", "[1]",  "\u202e", "\u200b",      "\u00a0", "\u3000",
             "\xff",       "é",       "€",  "😀",     "\u2028",    "\x7f", "\u009b", "plain words", ",",      ":"});
    }
    return s;
}

/// Returns the end of the JSON value that begins at `at`.
std::size_t end_of_json(std::string_view line, std::size_t at) {
    boost::json::stream_parser parser;
    auto const read = line.substr(at, parser.write_some(line.data() + at, line.size() - at));
    return at + read.find_last_not_of(' ') + 1;  // the parser also skips the space after it
}

/// Returns the end of a word: up to a blank or `=` outside of quotes.
std::size_t end_of_token(std::string_view line, std::size_t at) {
    while (at < line.size() && line[at] != ' ' && line[at] != '=')
        at = line[at] == '"' ? end_of_json(line, at) : at + 1;
    return at;
}

/// Parses a line as a reader would: the text before a `=` outside of quotes is the key of a field.
field_list fields_of(std::string_view line) {
    field_list found;
    for (std::size_t at = 0; at < line.size(); ++at) {
        std::size_t const begin = at;
        at = end_of_token(line, at);
        if (at == line.size() || line[at] != '=') continue;
        std::string const key{line.substr(begin, at - begin)};
        std::size_t const end = end_of_json(line, at + 1);
        found.emplace_back(key.starts_with('"') ? std::string{boost::json::parse(key).as_string()} : key,
                           line.substr(at + 1, end - at - 1));
        at = end;
    }
    return found;
}

std::string printed(boost::json::object const& fields, std::string const& message, std::string const& timer) {
    std::string text;
    logdefer::manual_clock clock;
    logdefer::basic_log_defer<logdefer::manual_clock, logdefer::text_serializer> log{
        [&](std::string_view record) { text = record; }, clock};
    log.info(message, fields);
    (void)log.timer(timer);
    (void)log.finish();
    return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        lines.push_back(text.substr(0, text.find('\n')));
        text.remove_prefix(lines.back().size() + 1);
    }
    return lines;
}

/// Returns the text as JSON shows it, with U+FFFD for ill-formed UTF-8.
std::string repaired(std::string const& text) {
    std::string result;
    for (std::string_view rest = text; !rest.empty();) {
        auto const c = logdefer::detail::first_character(rest);
        result += support::utf8(c.code);
        rest.remove_prefix(c.size);
    }
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_shows_its_fields_and_no_others) {
    property::for_all(20'000, [](random_source& random) {
        boost::json::object fields;
        field_list expected;
        for (auto n = random.below(4); n > 0; --n) {
            auto const key = repaired(random.one_in(2) ? "key" + std::to_string(n) : hostile_text(random));
            if (fields.contains(key)) continue;
            fields[key] = random.one_in(2) ? boost::json::value(random.bits() >> 40U)
                                           : boost::json::value(repaired(hostile_text(random)));
            expected.emplace_back(key, boost::json::serialize(fields[key]));
        }
        auto const text = printed(fields, hostile_text(random), hostile_text(random));
        auto const lines = lines_of(text);
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST_REQUIRE(lines.size() == 3U);
            constexpr std::size_t message = 22;  // the column after the time and the level
            auto found = fields_of(lines[1].substr(message));
            for (auto& [key, value] : found) value = boost::json::serialize(boost::json::parse(value));
            BOOST_TEST((found == expected));
            std::string_view const name = lines[2].substr(71);  // after the bar and the time
            BOOST_TEST((name.starts_with('"') || name.find_first_of("|=") == name.npos));
            BOOST_TEST(fields_of(name).empty());
            for (std::string_view rest = text; !rest.empty();) {
                auto const c = logdefer::detail::first_character(rest);
                BOOST_TEST((!support::is_listed_as_unseen(c.code) || c.code == '\n'));
                rest.remove_prefix(c.size);
            }
        }
    });
}
