// SPDX-License-Identifier: BSL-1.0
#include "pipeline/worker.hpp"

#include "input/block_reader.hpp"
#include "pipeline/parallel.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

viz::block block_of(std::string text) {
    viz::block b;
    b.size = text.size();
    b.bytes = std::move(text) + std::string(viz::json::padding, '\n');
    return b;
}

/// The result of a block, and the block that it may refer to.
struct processed : viz::block_result {
    viz::block input;
};

processed result_of(std::vector<std::string> arguments, std::string text) {
    viz::worker w{viz_test::options_of(std::move(arguments)), {}};
    processed result;
    result.input = block_of(std::move(text));
    w.process(result.input, result);
    return result;
}

BOOST_AUTO_TEST_CASE(lines_that_are_no_records_are_counted_and_the_others_are_shown) {
    auto const result = result_of({"--pt"}, "{\"start\":1}\nno record\n{\n{\"start\":2}");
    BOOST_TEST(viz_test::written(result.out) == "{\"start\":1}\n{\"start\":2}\n");
    BOOST_TEST(result.lines == 4);
    BOOST_TEST(result.skipped == 2);
    BOOST_TEST(result.reasons.at(1).line == 3);
    BOOST_TEST(result.reasons.at(1).text == "does not end with the object");
}

BOOST_AUTO_TEST_CASE(records_that_follow_each_other_are_passed_through_as_one_piece) {
    auto const pieces = [](viz::output const& out) {
        std::size_t n = 0;
        out.each_piece([&](std::string_view) { ++n; });
        return n;
    };
    auto const all = result_of({"--pt"}, "{}\n{}\r\n{}\n");
    BOOST_TEST(viz_test::written(all.out) == "{}\n{}\r\n{}\n");
    BOOST_TEST(pieces(all.out) == 1);
    BOOST_TEST(pieces(result_of({"--pt", "--where", "a=1"}, "{\"a\":1}\n{}\n{\"a\":1}\n").out) == 2);
}

BOOST_AUTO_TEST_CASE(a_line_that_lacks_its_line_feed_gets_one) {
    viz::worker w{viz_test::options_of({"--pt"}), {}};
    viz::block_result result;
    viz::block b;
    b.bytes = "{}\n{}" + std::string(viz::json::padding, ' ');
    b.size = 5;
    w.process(b, result);
    BOOST_TEST(viz_test::written(result.out) == "{}\n{}\n");
}

constexpr std::string_view two_parts = R"({"start":1,"end":1,"data":{"a":1},"id":"x","part":1})"
                                       "\n"
                                       R"({"start":2,"end":1,"data":{"b":2},"id":"x","part":2})"
                                       "\n";

/// What is shown before the end, and then.
std::pair<std::string, std::string> shown_of(std::vector<std::string> arguments, std::string_view text) {
    viz::worker w{viz_test::options_of(std::move(arguments)), {}};
    viz::block_result result;
    viz::block const input = block_of(std::string{text});
    w.process(input, result);
    viz::output rest;
    while (w.finish(rest)) continue;
    return {viz_test::written(result.out), viz_test::written(rest)};
}

BOOST_AUTO_TEST_CASE(filters_decide_about_records_that_are_joined_from_parts) {
    std::vector<std::string> const arguments{"--where", "a=1 && b=2", "--slower-than", "1s", "--map", ".end"};
    auto const [before, rest] = shown_of(arguments, two_parts);
    BOOST_TEST(before == "");
    BOOST_TEST(rest == "2\n");
    BOOST_TEST(shown_of({"--where", "a=1 && b=3", "--map", ".end"}, two_parts).second == "");
}

BOOST_AUTO_TEST_CASE(parts_that_are_passed_through_or_followed_are_shown_at_once) {
    BOOST_TEST(shown_of({"--pt"}, two_parts).first == two_parts);
    BOOST_TEST(shown_of({"-f", "--map", ".data", "log"}, two_parts).first == "{\"a\":1}\n{\"b\":2}\n");
    BOOST_TEST(shown_of({"--map", ".data", "log"}, two_parts).second == "{\"a\":1,\"b\":2}\n");
}

BOOST_AUTO_TEST_CASE(parts_are_joined_where_several_workers_have_read_them) {
    viz::worker first{viz_test::options_of({"--map", ".data"}), {}};
    viz::worker second{viz_test::options_of({"--map", ".data"}), {}};
    viz::block_result result;
    viz::block parts = block_of(std::string{two_parts.substr(two_parts.find('\n') + 1)});
    parts.position = two_parts.find('\n') + 1;
    second.process(parts, result);
    first.process(block_of(std::string{two_parts.substr(0, two_parts.find('\n') + 1)}), result);
    first.absorb(second);
    viz::output out;
    BOOST_TEST(!first.finish(out));
    BOOST_TEST(out.bytes == "{\"a\":1,\"b\":2}\n");
}

BOOST_AUTO_TEST_CASE(joined_records_are_shown_before_views_are_merged) {
    auto const options = viz_test::options_of({"--top", "1", "--map", ".start"});
    viz::worker first{options, {}};
    viz::worker second{options, {}};
    viz::block_result result;
    auto const line = [](int start, int end, std::string const& members = "") {
        constexpr std::size_t long_text = std::size_t{1} << 20U;
        return R"({"start":)" + std::to_string(start) + R"(,"end":)" + std::to_string(end) + R"(,"text":")"
               + std::string(long_text, 'x') + '"' + members + "}\n";
    };
    std::string increasing;
    for (int i = 1; i <= 7; ++i) increasing += line(i, i);
    increasing += line(10, 10, R"(,"id":"x","part":1)") + line(11, 20, R"(,"id":"x","part":2)");
    first.process(block_of(increasing), result);
    second.process(block_of(line(30, 30)), result);
    first.absorb(second);
    viz::output out;
    while (first.finish(out)) continue;
    BOOST_TEST(out.bytes == "30\n");
}

BOOST_AUTO_TEST_CASE(strict_stops_at_the_first_of_them) {
    auto const result =
        result_of({"--pt", "--strict", "--where", "start=2"}, "{\"start\":1,\"x\":tru}\n{\"start\":2}\n");
    BOOST_TEST(result.stopped);
    BOOST_TEST(result.out.size() == 0);
}

BOOST_AUTO_TEST_CASE(strict_looks_into_what_is_passed_through) {
    for (std::vector<std::string> arguments : {std::vector<std::string>{"--pt"}, {"--pt", "--sort-time"}}) {
        BOOST_TEST(result_of(arguments, "{\"x\":tru}\n").skipped == 0);
        arguments.emplace_back("--strict");
        BOOST_TEST(result_of(arguments, "{\"x\":tru}\n").stopped);
    }
}

BOOST_AUTO_TEST_CASE(a_line_that_a_filter_drops_unread_must_still_look_like_a_record) {
    BOOST_TEST(result_of({"--where", "start=2"}, "{\"start\":1,\n").skipped == 1);
    BOOST_TEST(result_of({"--where", "start=2"}, "{\"start\":1}\r\n").skipped == 0);
}

BOOST_AUTO_TEST_CASE(of_many_reasons_the_first_are_kept) {
    std::string lines;
    for (int i = 0; i < 100; ++i) lines += "x\n";
    auto const result = result_of({}, lines);
    BOOST_TEST(result.skipped == 100);
    BOOST_TEST(result.reasons.size() == viz::block_result::most_reasons);
}

BOOST_AUTO_TEST_CASE(nothing_is_missed_in_blank_lines_holes_and_the_brackets_of_an_array) {
    using namespace std::string_literals;
    auto const result = result_of({"--pt", "--strict"}, "\n \r\n[\n,\n],\n\0\0\n\x1b[0m\n"s);
    BOOST_TEST(result.lines == 7);
    BOOST_TEST(result.skipped == 0);
}

/// Returns the starts of the records in a line.
std::string starts_in(std::string line) {
    auto const result = result_of({"--map", ".start"}, std::move(line));
    BOOST_TEST(result.foreign == 0);
    return viz_test::written(result.out) + std::string(result.skipped, '!');
}

BOOST_AUTO_TEST_CASE(records_are_found_among_other_text_and_objects) {
    using namespace std::string_literals;
    BOOST_TEST(starts_in(R"({"start":1}{"start":2} {"start":3})") == "1\n2\n3\n");
    BOOST_TEST(starts_in(R"([{"start":1},{"start":2}])") == "1\n2\n");
    BOOST_TEST(starts_in(R"(a={"a":1} {"start":1} # {b})") == "1\n");
    BOOST_TEST(starts_in("{\"start\":1}\r{\"start\":2}\r") == "1\n2\n");
    BOOST_TEST(starts_in("\x1b[32m{\x1b[0m\"start\":1}\x1b[0m") == "1\n");
    BOOST_TEST(starts_in("{\"start\":1,\"x\0\0{\"start\":2}"s) == "2\n");
}

BOOST_AUTO_TEST_CASE(objects_within_a_record_that_was_cut_are_no_records) {
    BOOST_TEST(starts_in(R"({"start":1,"data":{"start":2})") == "!");
    BOOST_TEST(starts_in(R"({"start":1,"data":"x{"start":2,"a":{"end":3}})") == "!");
    BOOST_TEST(starts_in(R"({"start":1} {"start":2,"da)") == "1\n!");
}

BOOST_AUTO_TEST_CASE(a_record_among_other_text_is_passed_through_without_it) {
    auto const result = result_of({"--pt"}, "x {\"start\":1} y\n{\"start\":2}\n");
    BOOST_TEST(viz_test::written(result.out) == "{\"start\":1}\n{\"start\":2}\n");
}

BOOST_AUTO_TEST_CASE(filters_see_each_record_of_a_line) {
    auto const result = result_of({"--pt", "--where", "start=2"}, R"({"start":1} {"start":2} {"start":3})");
    BOOST_TEST(viz_test::written(result.out) == "{\"start\":2}\n");
}

BOOST_AUTO_TEST_CASE(objects_without_the_members_of_a_record_are_shown_and_counted) {
    std::string const lines = "{\"start\":1}\n{\"a\":1}\n{\"b\":1}\n{\"end\":1}\n{\"logs\":[]}\n";
    for (auto const* const view : {"--pt", "--data-only"}) {
        auto const result = result_of({view}, lines);
        BOOST_TEST(result.foreign == 2);
        BOOST_TEST(result.first_foreign == 2);
        BOOST_TEST(result.skipped == 0);
    }
    BOOST_TEST(viz_test::written(result_of({"--pt"}, lines).out) == lines);
    auto const strict = result_of({"--pt", "--strict"}, lines);
    BOOST_TEST(strict.stopped);
    BOOST_TEST(viz_test::written(strict.out) == "{\"start\":1}\n");
}

BOOST_AUTO_TEST_CASE(a_line_of_the_journal_that_has_no_text_tells_how_to_get_it) {
    auto const result = result_of({}, R"({"__CURSOR":"s","MESSAGE":null})");
    BOOST_TEST(result.skipped == 1);
    BOOST_TEST(result.reasons.at(0).text.find("--all") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_line_that_was_too_long_is_told) {
    viz::worker w{viz_test::options_of({"--pt"}), {}};
    auto b = block_of("\n");
    b.ends_too_long = true;
    viz::block_result result;
    w.process(b, result);
    BOOST_TEST(result.reasons.at(0).text == "longer than 16 MiB");
}

}  // namespace
