// SPDX-License-Identifier: BSL-1.0
#include "input/joined_source.hpp"

#include "input/block_reader.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

/// Returns all lines, with marks for the beginnings of files and for lines that are too long.
std::string all_blocks(std::vector<std::string> paths, std::size_t block_size = 8) {
    viz::joined_source source{std::make_unique<viz::block_reader>(std::move(paths), block_size, 60)};
    viz::block b;
    std::string all;
    while (source.next(b)) {
        if (b.begins_file) all += '<';
        all += b.lines();
        if (b.ends_too_long) all += '!';
    }
    return all;
}

BOOST_AUTO_TEST_CASE(an_object_may_begin_in_one_block_and_end_in_another) {
    viz_test::folder const dir;
    BOOST_TEST(all_blocks({dir.write("a", "{\n\"aaa\":\n[1,\n2]\n}\nnext\n")})
               == "<{ \"aaa\": [1, 2] }\n\n\n\n\nnext\n");
}

BOOST_AUTO_TEST_CASE(files_without_such_objects_are_passed_on_unchanged) {
    viz_test::folder const dir;
    std::string const text = "{\"a\":1}\r\n\ntext\n{\"a\":2}";
    BOOST_TEST(all_blocks({dir.write("a", text), dir.write("b", text)}) == "<" + text + "<" + text);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_file_ends_its_objects) {
    viz_test::folder const dir;
    BOOST_TEST(all_blocks({dir.write("a", "{\n\"a\":"), dir.write("b", "1}\n")}) == "<{\n\"a\":\n<1}\n");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_too_long_ends_the_object_before_it) {
    viz_test::folder const dir;
    BOOST_TEST(all_blocks({dir.write("a", "{\n" + std::string(100, ' ') + "\n\"a\":1}\n")}) == "<{\n\n!\"a\":1}\n");
}

BOOST_AUTO_TEST_CASE(objects_are_found_within_any_block) {
    viz_test::folder const dir;
    BOOST_TEST(all_blocks({dir.write("a", "{\"a\":1}\n{\"a\":2}\n{\n\"a\":3\n}\n")})
               == "<{\"a\":1}\n{\"a\":2}\n{ \"a\":3 }\n\n\n");
}

}  // namespace
