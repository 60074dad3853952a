// SPDX-License-Identifier: BSL-1.0
#include "input/block_reader.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

namespace {

/// Returns all lines of all blocks, with marks for other members of blocks.
std::string all_blocks(std::vector<std::string> paths, std::size_t block_size = 8, std::size_t line_limit = 20) {
    viz::block_reader reader{std::move(paths), block_size, line_limit};
    viz::block b;
    std::string all;
    std::uint64_t given = 0;
    while (reader.next(b)) {
        if (b.begins_file) all += '<';
        all += b.lines();
        if (b.ends_too_long) all += "!";
        if (!b.error.empty()) all += "[" + b.error + "]";
        BOOST_TEST(b.position == given);
        given += b.size;
        BOOST_TEST((b.size == 0 || b.lines().back() == '\n' || b.size <= line_limit));
    }
    return all;
}

BOOST_AUTO_TEST_CASE(files_follow_each_other_in_whole_lines) {
    viz_test::folder const dir;
    BOOST_TEST(all_blocks({dir.write("a", "one\ntwo two two\n"), dir.write("b", "three\nfour")})
               == "<one\ntwo two two\n<three\nfour");
}

BOOST_AUTO_TEST_CASE(a_long_line_leaves_an_empty_one) {
    viz_test::folder const dir;
    std::string const text = "one\n" + std::string(100, 'x') + "\ntwo\nthree\n";
    BOOST_TEST(all_blocks({dir.write("a", text)}) == "<one\n\n!two\nthree\n");
    BOOST_TEST(all_blocks({dir.write("b", std::string(100, 'x'))}) == "<\n!");
    BOOST_TEST(all_blocks({dir.write("c", std::string(100, 'x') + "\n")}) == "<\n!");
}

BOOST_AUTO_TEST_CASE(an_array_that_is_too_long_for_a_line_has_a_line_for_each_element) {
    viz_test::folder const dir;
    BOOST_TEST(all_blocks({dir.write("a", R"([{"a":1},{"a":2},{"a":3},{"a":4}])")})
               == "<[{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}]");
    BOOST_TEST(all_blocks({dir.write("b", R"( [ {"a":[1,{}],"b":"],\\\","} , {"c":1}])"
                                          "\n{\"a\":1,\"b\":2}\n")},
                          8, 30)
               == "< [ {\"a\":[1,{}],\"b\":\"],\\\\\\\",\"} \n {\"c\":1}]\n{\"a\":1,\"b\":2}\n");
}

BOOST_AUTO_TEST_CASE(an_element_that_is_too_long_leaves_an_empty_line) {
    viz_test::folder const dir;
    std::string const long_element = R"({"a":[{"b":")" + std::string(100, 'x') + R"("},{}]})";
    BOOST_TEST(all_blocks({dir.write("a", R"([{"a":1},)" + long_element + R"(,{"a":2}])")})
               == "<[{\"a\":1}\n\n!{\"a\":2}]");
    BOOST_TEST(all_blocks({dir.write("b", "[" + long_element + R"(,{"a":2}])"), dir.write("c", R"({"a":1,"b":1})")})
               == "<\n!{\"a\":2}]<{\"a\":1,\"b\":1}");
}

BOOST_AUTO_TEST_CASE(a_file_that_fails_does_not_hide_the_next) {
    viz_test::folder const dir;
    BOOST_TEST(all_blocks({dir.file("none"), dir.file("."), dir.write("a", "x\n")})
               == "<[No such file or directory]<[Is a directory]<x\n");
}

std::string gzipped(std::string const& text) {
    viz_test::folder const dir;
    gzFile const file = gzopen(dir.file("z").c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    std::ifstream in{dir.file("z"), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string bzipped(std::string text) {
    std::string out(1000, '\0');
    auto size = static_cast<unsigned>(out.size());
    BZ2_bzBuffToBuffCompress(out.data(), &size, text.data(), static_cast<unsigned>(text.size()), 9, 0, 0);
    return out.substr(0, size);
}

std::string zstandard(std::string const& text) {
    std::string out(1000, '\0');
    return out.substr(0, ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
}

std::string xz(std::string const& text) {
    std::string out(1000, '\0');
    std::size_t size = 0;
    // casts: liblzma uses unsigned bytes
    BOOST_TEST(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<std::uint8_t const*>(text.data()),
                                       text.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size())
               == LZMA_OK);
    return out.substr(0, size);
}

std::string lz4(std::string const& text) {
    std::string out(1000, '\0');
    return out.substr(0, LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), nullptr));
}

/// Returns a frame for the own use of a program.
std::string skippable() { return {"\x5f\x2a\x4d\x18\x02\0\0\0xx", 10}; }

BOOST_AUTO_TEST_CASE(compressed_files_may_have_several_parts) {
    viz_test::folder const dir;
    for (auto const& compressed :
         {gzipped, +[](std::string const& text) { return bzipped(text); }, zstandard, xz, lz4}) {
        for (std::size_t const between : {0U, 4U}) {
            auto const file =
                compressed("a\n") + std::string(between, '\0') + compressed("b\n") + std::string(100'000, '\0');
            BOOST_TEST(all_blocks({dir.write("any name", file)}) == "<a\nb\n");
        }
    }
    auto const file = skippable() + zstandard("a\n") + skippable() + zstandard("b\n") + skippable();
    BOOST_TEST(all_blocks({dir.write("parts", file)}) == "<a\nb\n");
    BOOST_TEST(all_blocks({dir.write("twice", gzipped(xz("a\n")))}) == "<a\n");
}

BOOST_AUTO_TEST_CASE(a_compressed_file_that_is_cut_gives_what_there_is_and_an_error) {
    viz_test::folder const dir;
    for (auto const& file : {gzipped("a\n"), bzipped("a\n"), zstandard("a\n"), xz("a\n"), lz4("a\n")}) {
        std::string const all =
            all_blocks({dir.write("cut", file.substr(0, file.size() - 2)), dir.write("next", "x\n")});
        BOOST_TEST(all.find("[the compressed data is truncated]") != std::string::npos, all);
        BOOST_TEST(all.ends_with("<x\n"));
    }
}

BOOST_AUTO_TEST_CASE(an_error_comes_after_the_few_bytes_before_it) {
    viz_test::folder const dir;
    std::string const file = gzipped("a\n");
    BOOST_TEST(all_blocks({dir.write("cut", file.substr(0, file.size() - 2))})
               == "<a\n[the compressed data is truncated]");
}

BOOST_AUTO_TEST_CASE(a_hole_may_be_longer_than_any_line) {
    viz_test::folder const dir;
    std::string const hole(1000, '\0');
    std::string all = all_blocks({dir.write("a", hole + "one\n" + hole + "two\n" + hole)}, 512, 600);
    std::erase(all, '\0');
    BOOST_TEST(all == "<one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(carriage_returns_alone_may_end_lines) {
    viz_test::folder const dir;
    std::string const text = "one\rtwo two two\rthree\rfour\rfive five five\r";
    for (std::size_t block_size : {4U, 5U, 8U, 13U}) {
        std::string all = all_blocks({dir.write("a", text)}, block_size);
        BOOST_TEST(all == "<one\ntwo two two\nthree\nfour\nfive five five\r");
        BOOST_TEST(all_blocks({dir.write("b", "one\r\ntwo\r\n")}, block_size) == "<one\r\ntwo\r\n");
    }
}

BOOST_AUTO_TEST_CASE(utf_16_is_converted_also_in_a_compressed_file) {
    viz_test::folder const dir;
    std::string const text{
        "\xff\xfe"
        "a\0\n\0",
        6};
    BOOST_TEST(all_blocks({dir.write("a", text), dir.write("b", gzipped(text))}) == "<a\n<a\n");
}

BOOST_AUTO_TEST_CASE(a_format_that_cannot_be_read_is_named) {
    viz_test::folder const dir;
    BOOST_TEST(all_blocks({dir.write("a", "PK\3\4...")}) == "<[cannot be read, since it is a zip archive]");
    BOOST_TEST(all_blocks({dir.write("b", gzipped("PK\3\4..."))}) == "<[cannot be read, since it is a zip archive]");
    BOOST_TEST(all_blocks({dir.write("c", {"\xff\xfe\0\0{\0\0\0", 8})}) == "<[cannot be read, since it is UTF-32]");
    BOOST_TEST(all_blocks({dir.write("d", {"\0\0\xfe\xff", 4})}) == "<[cannot be read, since it is UTF-32]");
}

BOOST_AUTO_TEST_CASE(damage_in_a_compressed_file_is_told) {
    viz_test::folder const dir;
    std::string file = gzipped(std::string(1000, 'a') + "\n");
    file[12] = static_cast<char>(~file[12]);
    BOOST_TEST(all_blocks({dir.write("a", file)}).find("[damaged gzip data]") != std::string::npos);
}

}  // namespace
