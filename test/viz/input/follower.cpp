// SPDX-License-Identifier: BSL-1.0
#include "input/follower.hpp"

#include "input/byte_source.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

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
    viz::follower f{path, false};
    append(path, "new\npart");
    BOOST_TEST(next(f) == "new\n");
    append(path, "ial\n");
    BOOST_TEST(next(f) == "partial\n");
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_is_read_from_its_beginning) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "old and long\nhalf");
    viz::follower f{path, false};
    std::filesystem::resize_file(path, 0);
    append(path, "new\n");
    BOOST_TEST(next(f) == "new\n");
}

BOOST_AUTO_TEST_CASE(a_descriptor_stays_with_the_file_and_a_name_with_the_name) {
    for (bool const by_name : {false, true}) {
        viz_test::folder const dir;
        auto const path = dir.write("log", "old\n");
        viz::follower f{path, by_name};
        std::filesystem::rename(path, dir.file("log.1"));
        append(path, "in the new file\n");
        if (!by_name) append(dir.file("log.1"), "in the old file\n");
        BOOST_TEST(next(f) == (by_name ? "in the new file\n" : "in the old file\n"));
    }
}

BOOST_AUTO_TEST_CASE(the_last_lines_of_a_rotated_file_come_before_those_of_the_new_one) {
    viz_test::folder const dir;
    auto const path = dir.write("log", "");
    viz::follower f{path, true};
    append(path, "last\n");
    std::filesystem::rename(path, dir.file("log.1"));
    append(path, "first\n");
    BOOST_TEST(next(f) == "last\n");
    BOOST_TEST(next(f) == "first\n");
}

BOOST_AUTO_TEST_CASE(a_name_may_have_no_file_yet) {
    viz_test::folder const dir;
    viz::follower f{dir.file("log"), true};
    append(dir.file("log"), "first\n");
    BOOST_TEST(next(f) == "first\n");
    BOOST_CHECK_THROW((viz::follower{dir.file("none"), false}), viz::input_error);
}

}  // namespace
