// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/file_sink.hpp>

#include "write_script.hpp"

#include <logdefer/basic_log_defer.hpp>
#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace logdefer;
using namespace logdefer::test;
namespace fs = std::filesystem;

namespace {

/// The open descriptors of this process that refer to the file.
std::vector<int> descriptors_of(fs::path const& path) {
    std::vector<int> found;
    for (auto const& entry : fs::directory_iterator{"/proc/self/fd"}) {
        std::error_code gone;
        if (fs::read_symlink(entry.path(), gone) == path) found.push_back(std::stoi(entry.path().filename().string()));
    }
    return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writing)

BOOST_FIXTURE_TEST_CASE(each_record_is_one_write, folder_fixture) {
    file_sink sink{path};
    BOOST_TEST(sink.error() == std::error_code{});
    BOOST_TEST(scripted_call(sink, "one\n", {}).calls == strings{"one\n"}, boost::test_tools::per_element());
    std::string const large(3'000'000, 'x');
    BOOST_TEST(scripted_call(sink, large, {}).calls.size() == 1U);
    BOOST_TEST((content() == "one\n" + large));
}

BOOST_FIXTURE_TEST_CASE(what_is_in_the_file_stays, folder_fixture) {
    std::ofstream{path} << "before\n";
    BOOST_TEST(file_sink{path}("one\n") == std::error_code{});
    BOOST_TEST(file_sink{path}("two\n") == std::error_code{});
    BOOST_TEST(content() == "before\none\ntwo\n");
}

BOOST_FIXTURE_TEST_CASE(two_sinks_append_to_one_file_in_turn, folder_fixture) {
    file_sink a{path};
    file_sink b{path};
    for (int i = 0; i < 3; ++i) {
        (void)a("a\n");
        (void)b("b\n");
    }
    BOOST_TEST(content() == "a\nb\na\nb\na\nb\n");
}

BOOST_FIXTURE_TEST_CASE(records_of_many_threads_do_not_mix, folder_fixture) {
    file_sink shared{path};
    std::vector<std::thread> threads;
    for (char c = 'a'; c < 'e'; ++c) {
        threads.emplace_back([&, c] {
            std::string const line(300, c);
            for (int i = 0; i < 200; ++i) (void)shared(line + '\n');
        });
    }
    for (auto& t : threads) t.join();
    std::ifstream in{path};
    int lines = 0;
    for (std::string line; std::getline(in, line); ++lines) BOOST_TEST(line == std::string(300, line.at(0)));
    BOOST_TEST(lines == 800);
}

BOOST_FIXTURE_TEST_CASE(a_log_owns_or_borrows_it, folder_fixture) {
    manual_clock const clock{start_time};
    {
        basic_log_defer<manual_clock> log{file_sink{path}, clock};
    }
    file_sink sink{path};
    {
        basic_log_defer<manual_clock> log{sink, clock};
    }
    {
        basic_log_defer<manual_clock> log{sink, clock};
    }
    auto const one = record_of(R"("end":0.000000)");
    BOOST_TEST(content() == one + one + one);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_reluctant_system)

BOOST_FIXTURE_TEST_CASE(an_interrupted_write_is_repeated, folder_fixture) {
    file_sink sink{path};
    scripted_call const call{sink, "record\n", {{.error = EINTR}, {.error = EINTR}}};
    BOOST_TEST(call.code == std::error_code{});
    BOOST_TEST(call.calls == (strings{"record\n", "record\n", "record\n"}), boost::test_tools::per_element());
    BOOST_TEST(content() == "record\n");
}

BOOST_FIXTURE_TEST_CASE(a_short_write_is_completed, folder_fixture) {
    file_sink sink{path};
    scripted_call const call{sink, "record\n", {{.takes = 3}, {.error = EINTR}, {.takes = 1}}};
    BOOST_TEST(call.code == std::error_code{});
    BOOST_TEST(call.calls == (strings{"record\n", "ord\n", "ord\n", "rd\n"}), boost::test_tools::per_element());
    BOOST_TEST(content() == "record\n");
}

BOOST_FIXTURE_TEST_CASE(a_write_that_takes_nothing_is_an_error_not_a_loop, folder_fixture) {
    file_sink sink{path};
    scripted_call const call{sink, "record\n", {{.takes = 0}}};
    BOOST_TEST(call.code == generic(EIO));
    BOOST_TEST(call.calls.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_record_refused_as_a_whole_leaves_no_trace, folder_fixture) {
    file_sink sink{path};
    BOOST_TEST(scripted_call(sink, "lost\n", {{.error = ENOSPC}}).code == generic(ENOSPC));
    BOOST_TEST(sink("kept\n") == std::error_code{});
    BOOST_TEST(content() == "kept\n");
}

BOOST_FIXTURE_TEST_CASE(a_torn_record_is_ended_before_the_next_one, folder_fixture) {
    file_sink sink{path};
    BOOST_TEST(scripted_call(sink, "torn record\n", {{.takes = 4}, {.error = ENOSPC}}).code == generic(ENOSPC));
    scripted_call const next{sink, "next\n", {}};
    BOOST_TEST(next.code == std::error_code{});
    BOOST_TEST(next.calls == (strings{"\n", "next\n"}), boost::test_tools::per_element());
    BOOST_TEST(sink("last\n") == std::error_code{});
    BOOST_TEST(content() == "torn\nnext\nlast\n");
}

BOOST_FIXTURE_TEST_CASE(a_torn_record_stays_to_be_ended_while_nothing_can_be_written, folder_fixture) {
    file_sink sink{path};
    (void)scripted_call(sink, "torn record\n", {{.takes = 4}, {.error = ENOSPC}});
    BOOST_TEST(scripted_call(sink, "lost\n", {{.error = ENOSPC}}).code == generic(ENOSPC));
    BOOST_TEST(scripted_call(sink, "lost\n", {{.takes = 1}, {.error = EIO}}).code == generic(EIO));
    BOOST_TEST(sink("kept\n") == std::error_code{});
    BOOST_TEST(content() == "torn\nkept\n");
}

BOOST_FIXTURE_TEST_CASE(a_moved_sink_still_knows_of_the_torn_record, folder_fixture) {
    file_sink first{path};
    (void)scripted_call(first, "torn record\n", {{.takes = 4}, {.error = ENOSPC}});
    file_sink sink = std::move(first);
    BOOST_TEST(sink("kept\n") == std::error_code{});
    BOOST_TEST(content() == "torn\nkept\n");
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_to_the_hook_with_the_path) {
    file_sink sink{"/dev/full"};
    report_list reports;
    basic_log_defer<manual_clock> log{sink, manual_clock{}, options{.on_error = reports}};
    BOOST_TEST(log.finish() == generic(ENOSPC));
    BOOST_TEST(reports == (report_list{{{generic(ENOSPC), "/dev/full"}}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(opening)

BOOST_FIXTURE_TEST_CASE(a_file_is_created_readable_for_all_and_writable_for_its_owner, folder_fixture) {
    auto const before = ::umask(0);
    file_sink const sink{path};
    ::umask(before);
    BOOST_TEST((fs::status(path).permissions() == fs::perms{0644}));
}

BOOST_FIXTURE_TEST_CASE(the_descriptor_is_not_passed_to_other_programs_and_is_closed, folder_fixture) {
    {
        file_sink first{path};
        auto const moved = std::move(first);
        auto const open = descriptors_of(path);
        BOOST_REQUIRE(open.size() == 1U);
        BOOST_TEST((::fcntl(open[0], F_GETFD) & FD_CLOEXEC) != 0);
        BOOST_TEST((::fcntl(open[0], F_GETFL) & O_APPEND) != 0);
    }
    BOOST_TEST(descriptors_of(path).empty());
}

BOOST_FIXTURE_TEST_CASE(a_file_that_cannot_be_opened_is_tried_again_with_each_record, folder_fixture) {
    path = folder / "later" / "requests.log";
    file_sink sink{path};
    BOOST_TEST(sink.error() == generic(ENOENT));
    BOOST_TEST(sink("lost\n") == generic(ENOENT));
    fs::create_directory(folder / "later");
    BOOST_TEST(sink("kept\n") == std::error_code{});
    BOOST_TEST(sink.error() == std::error_code{});
    BOOST_TEST(content() == "kept\n");
}

BOOST_FIXTURE_TEST_CASE(the_failure_to_open_is_told_to_the_hook_with_the_path, folder_fixture) {
    path = folder / "nowhere" / "requests.log";
    report_list reports;
    for (int i = 0; i < 2; ++i) {
        basic_log_defer<manual_clock> log{file_sink{path}, manual_clock{}, options{.on_error = reports}};
        BOOST_TEST(log.finish() == generic(ENOENT));
    }
    BOOST_TEST(reports == (report_list{{{generic(ENOENT), path}, {generic(ENOENT), path}}}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_folder_is_no_file, folder_fixture) {
    file_sink sink{folder.string()};
    BOOST_TEST(sink("lost\n") == generic(EISDIR));
    BOOST_TEST(sink.name() == folder.string());
}

BOOST_AUTO_TEST_SUITE_END()
