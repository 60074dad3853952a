// SPDX-License-Identifier: BSL-1.0
#include "input/follower.hpp"

#include "system/input_error.hpp"
#include "viz/support.hpp"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>

namespace {

void append(std::string const& path, std::string_view text) { std::ofstream{path, std::ios::app} << text; }

std::string next(viz::follower& f) {
    viz::block b;
    BOOST_TEST(f.next(b));
    return std::string{b.lines()};
}

BOOST_AUTO_TEST_CASE(only_what_is_added_is_read_and_only_whole_lines) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "old\n");
    viz::follower f{path, {}};
    append(path, "new\npart");
    BOOST_TEST(next(f) == "new\n");
    append(path, "ial\n");
    BOOST_TEST(next(f) == "partial\n");
}

BOOST_AUTO_TEST_CASE(what_was_half_a_line_at_the_beginning_is_read_from_where_it_begins) {
    viz_test::folder const dir;
    std::string const long_half(200'000, 'x');  // more than is examined in one read
    for (std::string const old : {"old\n", ""}) {
        auto const path = dir.write("log", old + long_half);
        viz::follower f{path, {}};
        append(path, "yz\n");
        BOOST_TEST((next(f) == long_half + "yz\n"));
    }
}

BOOST_AUTO_TEST_CASE(a_long_line_leaves_an_empty_one) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "old\n");
    viz::follower f{path, {.line_limit = 10}};
    append(path, std::string(300'000, 'x') + "\none\ntwo\n");
    viz::block b;
    BOOST_TEST(f.next(b));
    BOOST_TEST((b.lines() == "\n"));
    BOOST_TEST(b.ends_too_long);
    BOOST_TEST(f.next(b));
    BOOST_TEST(b.lines() == "one\ntwo\n");
    BOOST_TEST(!b.ends_too_long);
}

BOOST_AUTO_TEST_CASE(an_array_that_is_too_long_for_a_line_has_a_line_for_each_element) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.line_limit = 70'000}};
    auto const element = [](char letter) { return "{\"a\":\"" + std::string(50'000, letter) + "\"}"; };
    std::string const long_element = "{\"a\":[" + std::string(300'000, ' ') + "]}";
    append(path, "[" + element('x') + ',' + element('y') + ',' + long_element + ',' + element('z') + "]\n{}\n");
    std::string all;
    while (!all.ends_with("{}\n")) {
        viz::block b;
        BOOST_REQUIRE(f.next(b));
        if (b.ends_too_long) all += '!';
        all += b.lines();
    }
    BOOST_TEST((all == "[" + element('x') + '\n' + element('y') + "\n!\n" + element('z') + "]\n{}\n"));
    append(path, "[{},{}]\n");
    BOOST_TEST(next(f) == "[{},{}]\n");
}

BOOST_AUTO_TEST_CASE(an_array_that_was_split_ends_with_its_file) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.line_limit = 70'000}};
    std::string const element = "{\"a\":\"" + std::string(100'000, 'x') + "\"}";
    append(path, "[" + element + ",{},");
    BOOST_TEST((next(f) == "[" + element + "\n{}\n"));
    std::filesystem::resize_file(path, 0);
    append(path, "{\"a\":1},{\"a\":2}\n");
    BOOST_TEST(next(f) == "{\"a\":1},{\"a\":2}\n");
}

BOOST_AUTO_TEST_CASE(the_rest_of_a_line_that_is_too_long_is_no_array) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.line_limit = 70'000}};
    constexpr std::size_t of_two_reads = 131'072;
    append(path, std::string(of_two_reads, 'x') + "[{},{\"a\":1}," + std::string(of_two_reads, 'x') + "\n{}\n");
    viz::block b;
    BOOST_TEST(f.next(b));
    BOOST_TEST((b.lines() == "\n"));
    BOOST_TEST(b.ends_too_long);
    BOOST_TEST(next(f) == "{}\n");
}

BOOST_AUTO_TEST_CASE(what_is_too_long_at_the_beginning_is_not_given_as_a_shorter_line) {
    viz_test::folder const dir;
    auto const path = dir.write("log", std::string(100, 'x'));
    viz::follower f{path, {.line_limit = 10}};
    append(path, "\n");
    BOOST_TEST(next(f) == std::string(11, 'x') + "\n");
}

BOOST_AUTO_TEST_CASE(a_hole_may_be_longer_than_any_line) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.line_limit = 70'000}};
    append(path, std::string(300'000, '\0') + "one\n");
    viz::block b;
    BOOST_TEST(f.next(b));
    BOOST_TEST(!b.ends_too_long);
    BOOST_TEST(b.lines().ends_with("one\n"));
}

BOOST_AUTO_TEST_CASE(a_long_line_may_end_with_its_file) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.by_name = true, .line_limit = 10}};
    append(path, std::string(100, 'x'));
    std::filesystem::rename(path, dir.file("log.1"));
    append(path, "first\n");
    viz::block b;
    BOOST_TEST(f.next(b));
    BOOST_TEST(b.ends_too_long);
    BOOST_TEST(next(f) == "first\n");
}

BOOST_AUTO_TEST_CASE(each_file_begins_with_a_block_of_its_own_and_so_does_one_that_was_cut) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "old\n");
    viz::follower f{path, {.by_name = true}};
    viz::block b;
    auto const begins_with = [&](std::string_view lines) { return f.next(b) && b.lines() == lines && b.begins_file; };
    append(path, "one\n");
    BOOST_TEST(begins_with("one\n"));
    append(path, "two\nhalf");
    BOOST_TEST(!begins_with("two\n"));
    std::filesystem::rename(path, dir.file("log.1"));
    append(path, "three\n");
    BOOST_TEST(!begins_with("half\n"));
    BOOST_TEST(begins_with("three\n"));
    std::filesystem::resize_file(path, 0);
    append(path, "4\n");
    BOOST_TEST(begins_with("4\n"));
}

BOOST_AUTO_TEST_CASE(it_ends_when_a_descriptor_is_readable_or_a_reader_has_left) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    auto ends = viz_test::make_pipe();
    viz::follower until_readable{path, {.until = {.readable = ends.read.get()}}};
    viz::follower until_abandoned{path, {.until = {.abandoned = ends.write.get()}}};
    append(path, "one\n");
    BOOST_TEST(next(until_readable) == "one\n");
    BOOST_TEST(next(until_abandoned) == "one\n");
    viz::block b;
    BOOST_REQUIRE(write(ends.write.get(), "x", 1) == 1);
    BOOST_TEST(!until_readable.next(b));
    ends.read = viz::file_descriptor{};
    BOOST_TEST(!until_abandoned.next(b));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_is_read_from_its_beginning) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "old and long\nhalf");
    viz::follower f{path, {}};
    std::filesystem::resize_file(path, 0);
    append(path, "new\n");
    BOOST_TEST(next(f) == "new\n");
}

BOOST_AUTO_TEST_CASE(a_descriptor_stays_with_the_file_and_a_name_with_the_name) {
    for (bool const by_name : {false, true}) {
        viz_test::folder const dir;
        auto const path = dir.write("log", "old\n");
        viz::follower f{path, {.by_name = by_name}};
        std::filesystem::rename(path, dir.file("log.1"));
        append(path, "in the new file\n");
        if (!by_name) append(dir.file("log.1"), "in the old file\n");
        BOOST_TEST(next(f) == (by_name ? "in the new file\n" : "in the old file\n"));
    }
}

BOOST_AUTO_TEST_CASE(the_last_lines_of_a_rotated_file_come_before_those_of_the_new_one) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.by_name = true}};
    append(path, "last\n");
    std::filesystem::rename(path, dir.file("log.1"));
    append(path, "first\n");
    BOOST_TEST(next(f) == "last\n");
    BOOST_TEST(next(f) == "first\n");
}

BOOST_AUTO_TEST_CASE(a_name_that_something_else_than_a_file_gets_is_an_error) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "old\n");
    viz::follower f{path, {.by_name = true}};
    std::filesystem::remove(path);
    BOOST_TEST_REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    viz::block b;
    BOOST_CHECK_EXCEPTION(static_cast<void>(f.next(b)), viz::input_error, [&](auto const& failure) {
        return failure.what() == path + ": only a regular file can be followed";
    });
}

BOOST_AUTO_TEST_CASE(a_name_may_have_no_file_yet) {
    viz_test::folder const dir;
    viz::follower f{dir.file("log"), {.by_name = true}};
    viz::block b;
    BOOST_TEST(f.next(b));
    BOOST_TEST(b.waits_for == "No such file or directory");
    BOOST_TEST(b.begins_file);  // so that the message has its name
    append(dir.file("log"), "first\n");
    BOOST_TEST(f.next(b));
    BOOST_TEST(b.lines() == "first\n");
    BOOST_TEST(b.waits_for == "");
    BOOST_CHECK_EXCEPTION((viz::follower{dir.file("none"), {}}), viz::input_error, [&](auto const& failure) {
        return failure.what() == dir.file("none") + ": No such file or directory";
    });
}

BOOST_AUTO_TEST_CASE(a_program_may_stay_with_a_file_that_another_one_has_replaced) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    std::ofstream program{path, std::ios::app};
    viz::follower f{path, {.by_name = true}};
    std::filesystem::rename(path, dir.file("log.1"));
    append(path, "1 in the new file\n");
    BOOST_TEST(next(f) == "1 in the new file\n");
    program << "1 in the old file\n" << std::flush;
    append(path, "2 in the new file\n");
    BOOST_TEST(next(f) == "1 in the old file\n");
    BOOST_TEST(next(f) == "2 in the new file\n");
    program << "2 in " << std::flush;
    append(path, "3 in the new file\n");
    BOOST_TEST(next(f) == "3 in the new file\n");
    program << "the old file\n" << std::flush;
    BOOST_TEST(next(f) == "2 in the old file\n");
}

BOOST_AUTO_TEST_CASE(each_of_two_files_that_are_read_in_turns_has_its_own_line_numbers) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.by_name = true}};
    viz::block b;
    auto const gives = [&](std::string_view lines, std::size_t after) {
        return f.next(b) && b.lines() == lines && b.begins_file && b.lines_before == after;
    };
    append(path, "a\nb\n");
    BOOST_TEST(gives("a\nb\n", 0));
    std::filesystem::rename(path, dir.file("log.1"));
    append(path, "1\n");
    BOOST_TEST(gives("1\n", 0));
    append(dir.file("log.1"), "c\n");
    BOOST_TEST(gives("c\n", 2));
    append(path, "2\n");
    BOOST_TEST(gives("2\n", 1));
}

BOOST_AUTO_TEST_CASE(files_that_lost_the_name_at_once_are_read_under_their_new_names_in_order) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.by_name = true}};
    append(path, "first\n");
    for (char const* const lines : {"second\n", "third\n", "fourth\n"}) {
        if (exists(std::filesystem::path{dir.file("log.2")})) {
            std::filesystem::rename(dir.file("log.2"), dir.file("log.3"));
        }
        if (exists(std::filesystem::path{dir.file("log.1")})) {
            std::filesystem::rename(dir.file("log.1"), dir.file("log.2"));
        }
        std::filesystem::rename(path, dir.file("log.1"));
        append(path, lines);
    }
    append(dir.file("log.1.gz"), "of another program\n");
    for (std::string const lines : {"first\n", "second\n", "third\n", "fourth\n"}) BOOST_TEST(next(f) == lines);
}

BOOST_AUTO_TEST_CASE(the_place_of_a_file_that_had_the_name_may_be_taken_by_another) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    dir.write("other", "other\n");
    viz::follower f{path, {.by_name = true}};
    std::filesystem::rename(path, dir.file("log.1"));
    append(path, "lost\n");
    std::filesystem::rename(path, dir.file("log.1"));
    std::filesystem::rename(dir.file("other"), dir.file("log.1"));
    append(path, "first\n");
    BOOST_TEST(next(f) == "first\n");
}

bool is_open(std::string const& path) {
    std::error_code closed_meanwhile;
    return std::ranges::any_of(std::filesystem::directory_iterator{"/proc/self/fd"}, [&](auto const& descriptor) {
        return std::filesystem::read_symlink(descriptor, closed_meanwhile) == path;
    });
}

BOOST_AUTO_TEST_CASE(a_previous_file_that_is_quiet_is_closed) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, {.by_name = true, .patience = {}}};
    std::filesystem::rename(path, dir.file("log.1"));
    append(path, "1\n");
    BOOST_TEST(next(f) == "1\n");
    BOOST_TEST(is_open(dir.file("log.1")));
    std::jthread const writer{[&] {
        while (is_open(dir.file("log.1"))) std::this_thread::yield();
        append(path, "2\n");
    }};
    BOOST_TEST(next(f) == "2\n");
}

BOOST_AUTO_TEST_CASE(an_error_names_the_file) {
    viz::follower f{"/proc/self/mem", {}};  // page 0 cannot be read
    viz::block b;
    BOOST_CHECK_EXCEPTION(static_cast<void>(f.next(b)), viz::input_error, [](auto const& failure) {
        return failure.what() == std::string{"/proc/self/mem: Input/output error"};
    });
}

}  // namespace
