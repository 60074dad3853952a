// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/line_writer.hpp>

#include "write_script.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace logdefer::test;
using logdefer::detail::line_writer;

namespace {

line_writer writer_to(int descriptor) {
    struct ::stat status{};
    BOOST_REQUIRE(::fstat(descriptor, &status) == 0);
    return {descriptor, status, {}};
}

/// A writer to a file, and what other processes do to that file.
struct file_fixture : folder_fixture {
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    line_writer writer = writer_to(descriptor);

    ~file_fixture() { ::close(descriptor); }

    /// Appends this as another process.
    [[nodiscard]] auto other_writes(std::string_view text) const {
        return [this, text] { std::ofstream{path, std::ios::app} << text; };
    }

    void expect(scripted_call const& call, int error, std::string_view then_in_file) const {
        BOOST_TEST(call.code == (error == 0 ? std::error_code{} : generic(error)));
        BOOST_TEST(content() == then_in_file);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(what_counts_as_written, file_fixture)

BOOST_AUTO_TEST_CASE(all_lines_when_all_goes_well) {
    scripted_call const call{writer, "one\ntwo\n", {}};
    expect(call, 0, "one\ntwo\n");
    BOOST_TEST(call.written == 8U);
    BOOST_TEST(call.calls == strings{"one\ntwo\n"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_whole_lines_before_the_one_that_failed) {
    scripted_call const call{writer, "one\ntwo\nthree\n", {{.takes = 10}, {.error = ENOSPC}}};
    expect(call, ENOSPC, "one\ntwo\nth");
    BOOST_TEST(call.written == 8U);
    expect({writer, "next\n", {}}, 0, "one\ntwo\nth\nnext\n");
}

BOOST_AUTO_TEST_CASE(nothing_when_the_first_line_failed) {
    scripted_call const call{writer, "one\ntwo\n", {{.takes = 2}, {.error = ENOSPC}}};
    expect(call, ENOSPC, "on");
    BOOST_TEST(call.written == 0U);
}

BOOST_AUTO_TEST_CASE(lines_that_end_where_the_system_stopped_leave_nothing_to_mend) {
    scripted_call const call{writer, "one\ntwo\n", {{.takes = 4}, {.error = ENOSPC}}};
    expect(call, ENOSPC, "one\n");
    BOOST_TEST(call.written == 4U);
    expect({writer, "next\n", {}}, 0, "one\nnext\n");
}

BOOST_AUTO_TEST_CASE(a_line_that_lacks_its_line_feed_alone_for_it_can_be_read) {
    scripted_call const call{writer, "one\n", {{.takes = 3}, {.error = ENOSPC}}};
    expect(call, 0, "one");
    BOOST_TEST(call.written == 4U);
    expect({writer, "two\n", {}}, 0, "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(a_line_before_others_that_lacks_its_line_feed) {
    scripted_call const call{writer, "one\ntwo\n", {{.takes = 3}, {.error = ENOSPC}}};
    expect(call, ENOSPC, "one");
    BOOST_TEST(call.written == 4U);
}

BOOST_AUTO_TEST_CASE(text_without_a_line_feed_is_written_as_it_is) {
    expect({writer, "one", {}}, 0, "one");
    scripted_call const call{writer, "two", {{.takes = 1}}};
    expect(call, 0, "onetwo");
    BOOST_TEST(call.written == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(other_processes, file_fixture)

BOOST_AUTO_TEST_CASE(a_line_behind_what_another_process_could_not_complete_is_written_again) {
    expect({writer, "one\n", {}}, 0, "one\n");
    other_writes("to")();
    expect({writer, "two\n", {}}, 0, "one\ntotwo\ntwo\n");
}

BOOST_AUTO_TEST_CASE(of_several_lines_only_the_one_that_cannot_be_read_is_written_again) {
    other_writes("to")();
    scripted_call const call{writer, "one\ntwo\n", {}};
    expect(call, 0, "toone\ntwo\none\n");
    BOOST_TEST(call.written == 8U);
}

BOOST_AUTO_TEST_CASE(a_line_that_cannot_be_written_again_is_not_written) {
    other_writes("to")();
    scripted_call const call{writer, "one\ntwo\n", {{.takes = all}, {.error = ENOSPC}}};
    expect(call, ENOSPC, "toone\ntwo\n");
    BOOST_TEST(call.written == 0U);
}

BOOST_AUTO_TEST_CASE(a_line_between_whose_parts_another_process_wrote_is_written_again) {
    expect({writer, "one\n", {{.takes = 2, .then = other_writes("two\n")}}}, 0, "ontwo\ne\none\n");
}

BOOST_AUTO_TEST_CASE(a_line_whose_middle_was_cut_off_starts_anew) {
    expect({writer, "three\n", {{.takes = 2, .then = other_writes("one\n")}, {.takes = 2}}}, 0, "thone\nre?\nthree\n");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_spoilt_every_time_is_an_error) {
    other_writes("to")();
    reaction const spoilt{.takes = all, .then = other_writes("to")};
    scripted_call const call{writer, "one\n", {spoilt, spoilt, spoilt, spoilt}};
    expect(call, EIO, "toone\ntoone\ntoone\ntoone\nto");
    BOOST_TEST(call.written == 0U);
}

BOOST_AUTO_TEST_CASE(a_line_that_lacks_its_line_feed_is_lost_where_others_may_write_behind_it) {
    expect({writer, "one\n", {{.takes = all, .then = other_writes("two\n")}}}, 0, "one\ntwo\n");
    scripted_call const call{writer, "lost\n", {{.takes = 4}, {.error = ENOSPC}}};
    expect(call, ENOSPC, "one\ntwo\nlost");
    BOOST_TEST(call.written == 0U);
    expect({writer, "three\n", {{.takes = 1}}}, 0, "one\ntwo\nlost?\nthree\n");
    expect({writer, "lost\n", {{.takes = 2}, {.error = ENOSPC}}}, ENOSPC, "one\ntwo\nlost?\nthree\nlo");
    expect({writer, "four\n", {}}, 0, "one\ntwo\nlost?\nthree\nlo?\nfour\n");
}

BOOST_AUTO_TEST_CASE(whole_lines_of_others_bring_no_repetition) {
    expect({writer, "one\n", {{.takes = all, .then = other_writes("two\n")}}}, 0, "one\ntwo\n");
    expect({writer, "three\n", {}}, 0, "one\ntwo\nthree\n");
}

BOOST_AUTO_TEST_CASE(a_process_that_shares_the_position_brings_no_repetition) {
    auto const child_writes = [&] { (void)!system_write(descriptor, "three\n", 6); };
    other_writes("zero\n")();
    expect({writer, "one\n", {{.takes = all, .then = child_writes}}}, 0, "zero\none\nthree\n");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_truncated_meanwhile_brings_no_repetition) {
    expect({writer, "one\n", {}}, 0, "one\n");
    BOOST_REQUIRE(::truncate(path.c_str(), 0) == 0);
    expect({writer, "two\n", {}}, 0, "two\n");
    expect({writer, "three\n", {{.takes = all, .then = [this] { (void)!::truncate(path.c_str(), 0); }}}}, 0, "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(files_that_end_within_a_line)

BOOST_FIXTURE_TEST_CASE(get_a_line_feed_first, folder_fixture) {
    std::ofstream{path} << "killed";
    int const descriptor = ::open(path.c_str(), O_RDWR | O_APPEND);
    line_writer writer = writer_to(descriptor);
    BOOST_TEST(scripted_call(writer, "one\n", {}).code == std::error_code{});
    BOOST_TEST(content() == "killed\none\n");
    ::close(descriptor);
}

BOOST_FIXTURE_TEST_CASE(get_it_also_where_the_descriptor_is_only_for_writing, folder_fixture) {
    std::ofstream{path} << "killed";
    int const descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND);
    line_writer writer = writer_to(descriptor);
    BOOST_TEST(scripted_call(writer, "one\n", {}).code == std::error_code{});
    line_writer again = writer_to(descriptor);
    BOOST_TEST(scripted_call(again, "two\n", {}).code == std::error_code{});
    BOOST_TEST(content() == "killed\none\ntwo\n");
    ::close(descriptor);
}

BOOST_FIXTURE_TEST_CASE(are_looked_at_where_the_next_write_goes, folder_fixture) {
    std::ofstream{path} << "one\ntwo\nthree";
    int const descriptor = ::open(path.c_str(), O_RDWR);  // as a shell's `<>` does
    BOOST_REQUIRE(::lseek(descriptor, 4, SEEK_SET) == 4);
    line_writer writer = writer_to(descriptor);
    BOOST_TEST(scripted_call(writer, "2 2\n", {}).code == std::error_code{});
    BOOST_TEST(content() == "one\n2 2\nthree");
    ::close(descriptor);
}

BOOST_AUTO_TEST_SUITE_END()
