// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/file_sink.hpp>

#include "write_script.hpp"

#include <logdefer/basic_log_defer.hpp>
#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// The number of calls of `fdatasync`, and the error that it reports.
int syncs = 0;
int sync_error = 0;

/// The time of the coarse clock, which stands still until a test moves it.
std::chrono::nanoseconds coarse_time = 1h;

/// What other processes do while this program sleeps.
std::function<void()> meanwhile;

/// Options to check the path with each record.
file_options const watchful{.check_interval = 0s};

/// Returns the open descriptors of this process that refer to the file.
std::vector<int> descriptors_of(fs::path const& path) {
    std::vector<int> found;
    for (auto const& entry : fs::directory_iterator{"/proc/self/fd"}) {
        std::error_code gone;
        if (fs::read_symlink(entry.path(), gone) == path) found.push_back(std::stoi(entry.path().filename().string()));
    }
    return found;
}

}  // namespace

/// Replaces the function of the C library in this program.
extern "C" int fdatasync(int) {
    ++syncs;
    errno = sync_error;
    return sync_error == 0 ? 0 : -1;
}

extern "C" int nanosleep(timespec const*, timespec*) {
    if (meanwhile) std::exchange(meanwhile, {})();
    return 0;
}

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    if (clock != CLOCK_MONOTONIC_COARSE) return static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    auto const seconds = std::chrono::floor<std::chrono::seconds>(coarse_time);
    *time = {.tv_sec = seconds.count(), .tv_nsec = (coarse_time - seconds).count()};
    return 0;
}

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

BOOST_FIXTURE_TEST_CASE(a_record_behind_the_torn_one_of_another_process_is_written_again, folder_fixture) {
    file_sink ours{path};
    file_sink theirs{path};
    (void)scripted_call(theirs, "torn record\n", {{.takes = 4}, {.error = ENOSPC}});
    BOOST_TEST(ours("kept\n") == std::error_code{});
    BOOST_TEST(content() == "tornkept\nkept\n");
}

BOOST_FIXTURE_TEST_CASE(a_signal_handler_that_interrupts_the_sink_is_refused, folder_fixture) {
    file_sink sink{path};
    std::error_code inner;
    auto const handler = [&] { inner = sink("of the handler\n"); };
    BOOST_TEST(scripted_call(sink, "one\n", {{.takes = all, .then = handler}}).code == std::error_code{});
    BOOST_TEST(inner == generic(EDEADLK));
    BOOST_TEST(content() == "one\n");
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
    basic_log_defer<manual_clock> log{sink, manual_clock{}, settings{.on_error = reports}};
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
        basic_log_defer<manual_clock> log{file_sink{path}, manual_clock{}, settings{.on_error = reports}};
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

BOOST_AUTO_TEST_SUITE(limits_of_the_program)

BOOST_FIXTURE_TEST_CASE(a_limit_on_the_size_of_files_is_an_error_and_no_signal, folder_fixture) {
    ::rlimit before{};
    BOOST_REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    ::rlimit const limit{.rlim_cur = 10, .rlim_max = before.rlim_max};
    BOOST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    std::error_code first;
    std::error_code second;
    {
        file_sink sink{path};
        first = sink("record\n");
        second = sink("lost\n");
    }
    ::setrlimit(RLIMIT_FSIZE, &before);  // before anything is printed to a file
    BOOST_TEST(first == std::error_code{});
    BOOST_TEST(second == generic(EFBIG));
    file_sink sink{path};
    BOOST_TEST(sink("next\n") == std::error_code{});
    BOOST_TEST(content() == "record\nlos\nnext\n");
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_thread_writes_its_record_before_it_ends, folder_fixture) {
    std::thread thread{[&] {
        ::pthread_cancel(::pthread_self());
        file_sink sink{path, {.sync_interval = 0s}};
        (void)sink("one\n");
        ::pthread_testcancel();
        (void)sink("not reached\n");
    }};
    thread.join();
    BOOST_TEST(content() == "one\n");
    BOOST_TEST(descriptors_of(path).empty());
}

BOOST_FIXTURE_TEST_CASE(threads_that_find_the_file_missing_open_it_once, folder_fixture) {
    path = folder / "later" / "requests.log";
    file_sink sink{path};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            while (sink("one\n")) {
            }
        });
    }
    fs::create_directory(folder / "later");
    for (auto& t : threads) t.join();
    BOOST_TEST(descriptors_of(path).size() == 1U);
    BOOST_TEST(content() == "one\none\none\none\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(files_that_are_not_regular)

BOOST_FIXTURE_TEST_CASE(a_fifo_without_a_reader_is_an_error_until_it_has_one, folder_fixture) {
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    file_sink sink{path};  // does not wait
    BOOST_TEST(sink.error() == generic(ENXIO));
    BOOST_TEST(sink("lost\n") == generic(ENXIO));
    int const reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    BOOST_TEST(sink("kept\n") == std::error_code{});
    char found[8] = {};
    BOOST_TEST(::read(reader, found, sizeof found) == 5);
    BOOST_TEST(std::string_view{found} == "kept\n");
    ::close(reader);
    BOOST_TEST(sink("lost\n") == generic(EPIPE));  // and no signal
}

BOOST_FIXTURE_TEST_CASE(a_fifo_in_the_place_of_another_is_noticed, folder_fixture) {
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    int const first = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    file_sink sink{path, {.check_interval = 0s}};
    fs::rename(path, path + ".1");
    BOOST_TEST(sink("one\n") == std::error_code{});
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    int const second = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    BOOST_TEST(sink("two\n") == std::error_code{});
    char found[8] = {};
    BOOST_TEST(::read(second, found, sizeof found) == 4);
    BOOST_TEST(std::string_view{found} == "two\n");
    ::close(first);
    ::close(second);
}

BOOST_FIXTURE_TEST_CASE(a_full_fifo_is_not_waited_for_longer_than_told, folder_fixture) {
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    int const reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    file_sink sink{path, {.timeout = 0s}};
    std::string const record(100'000, 'x');
    BOOST_TEST(sink(record) == generic(EAGAIN));
    ::close(reader);
}

BOOST_FIXTURE_TEST_CASE(records_of_many_threads_do_not_mix_in_a_fifo_whatever_their_size, folder_fixture) {
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    int const reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ::fcntl(reader, F_SETFL, 0);
    std::string found;
    std::thread reading;
    std::atomic<int> failures = 0;
    {
        file_sink sink{path, {.timeout = 1h}};
        reading = std::thread{[&] {
            char part[4096];
            for (ssize_t n = 0; (n = ::read(reader, part, sizeof part)) > 0;) {
                found.append(part, static_cast<std::size_t>(n));
            }
        }};
        std::vector<std::thread> threads;
        for (char c = 'a'; c < 'e'; ++c) {
            threads.emplace_back([&, c] {
                for (int i = 0; i < 50; ++i) failures += sink(std::string(20'000, c) + '\n') ? 1 : 0;
            });
        }
        for (auto& t : threads) t.join();
    }
    reading.join();
    ::close(reader);
    BOOST_TEST(failures == 0);
    BOOST_REQUIRE(found.size() == 200U * 20'001);
    for (std::size_t i = 0; i < found.size(); i += 20'001) {
        BOOST_REQUIRE((found.substr(i, 20'001) == std::string(20'000, found[i]) + '\n'));
    }
}

BOOST_AUTO_TEST_CASE(the_path_of_a_socket_that_is_open_is_that_socket) {
    int ends[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    {
        file_sink sink{"/dev/fd/" + std::to_string(ends[1])};  // like /dev/stdout, which is a link to /proc/self/fd/1
        BOOST_TEST(sink("one\n") == std::error_code{});
    }
    char found[8] = {};
    BOOST_TEST(::read(ends[0], found, sizeof found) == 4);
    BOOST_TEST(::fcntl(ends[1], F_GETFD) != -1);
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(the_null_device_takes_everything) {
    file_sink sink{"/dev/null", {.check_interval = 0s, .sync_interval = 0s}};
    syncs = 0;
    BOOST_TEST(sink("one\n") == std::error_code{});
    BOOST_TEST(syncs == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(files_of_before)

BOOST_FIXTURE_TEST_CASE(one_that_ends_within_a_line_gets_a_line_feed_first, folder_fixture) {
    std::ofstream{path} << "killed";
    BOOST_TEST(file_sink{path}("one\n") == std::error_code{});
    BOOST_TEST(file_sink{path}("two\n") == std::error_code{});
    BOOST_TEST(content() == "killed\none\ntwo\n");
}

BOOST_FIXTURE_TEST_CASE(one_in_which_another_process_is_in_the_middle_of_a_write_gets_none, folder_fixture) {
    file_sink sink{path};
    std::ofstream other{path, std::ios::app};
    other << "ano" << std::flush;
    sink.reopen();
    auto const goes_on = [&] { other << "the" << std::flush; };
    auto const ends = [&] { other << "r\n" << std::flush; };
    scripted_call const call{sink, "one\n", {{.takes = all, .then = goes_on}, {.takes = all, .then = ends}}};
    BOOST_TEST(call.calls == (strings{"", "", "one\n"}), boost::test_tools::per_element());
    BOOST_TEST(content() == "another\none\n");
}

BOOST_FIXTURE_TEST_CASE(a_file_system_that_does_not_wait_for_such_a_write_gets_a_moment, folder_fixture) {
    std::ofstream other{path};
    other << "ano" << std::flush;
    meanwhile = [&] { other << "ther\n" << std::flush; };
    BOOST_TEST(file_sink{path}("one\n") == std::error_code{});
    BOOST_TEST(content() == "another\none\n");
}

BOOST_FIXTURE_TEST_CASE(one_that_may_not_be_read_gets_a_line_feed_in_any_case, folder_fixture) {
    std::ofstream{path} << "killed";
    fs::permissions(path, fs::perms{0222});
    fs::permissions(folder, fs::perms::all);
    bool const privileged = ::geteuid() == 0;
    if (privileged) BOOST_REQUIRE(::seteuid(65'534) == 0);  // root could read the file
    std::error_code codes[2];
    {
        file_sink sink{path};
        codes[0] = sink("one\n");
        codes[1] = sink("two\n");
    }
    if (privileged) BOOST_REQUIRE(::seteuid(0) == 0);
    fs::permissions(path, fs::perms::owner_read, fs::perm_options::add);
    BOOST_TEST(codes[0] == std::error_code{});
    BOOST_TEST(codes[1] == std::error_code{});
    BOOST_TEST(content() == "killed\none\ntwo\n");
}

BOOST_FIXTURE_TEST_CASE(a_new_one_has_the_permissions_that_were_asked_for, folder_fixture) {
    auto const before = ::umask(0);
    file_sink const sink{path, {.permissions = 0640}};
    ::umask(before);
    BOOST_TEST((fs::status(path).permissions() == fs::perms{0640}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rotation)

BOOST_FIXTURE_TEST_CASE(after_a_rename_records_go_to_a_new_file, folder_fixture) {
    file_sink sink{path, watchful};
    BOOST_TEST(sink("one\n") == std::error_code{});
    fs::rename(path, path + ".1");
    BOOST_TEST(sink("two\n") == std::error_code{});
    BOOST_TEST(content_of(path + ".1") == "one\n");
    BOOST_TEST(content() == "two\n");
    BOOST_TEST(descriptors_of(path + ".1").empty());
}

BOOST_FIXTURE_TEST_CASE(after_a_deletion_records_go_to_a_new_file, folder_fixture) {
    file_sink sink{path, watchful};
    fs::remove(path);
    BOOST_TEST(sink("one\n") == std::error_code{});
    BOOST_TEST(content() == "one\n");
}

BOOST_FIXTURE_TEST_CASE(a_file_in_the_place_of_the_old_one_is_not_mistaken_for_it, folder_fixture) {
    file_sink sink{path, watchful};
    BOOST_TEST(sink("one\n") == std::error_code{});
    fs::rename(path, path + ".1");
    std::ofstream{path} << "of logrotate\n";
    BOOST_TEST(sink("two\n") == std::error_code{});
    BOOST_TEST(content() == "of logrotate\ntwo\n");
}

BOOST_FIXTURE_TEST_CASE(a_truncated_file_is_written_from_its_beginning, folder_fixture) {
    file_sink sink{path, watchful};
    BOOST_TEST(sink("one\n") == std::error_code{});
    fs::resize_file(path, 0);  // like logrotate's `copytruncate`
    BOOST_TEST(sink("two\n") == std::error_code{});
    BOOST_TEST(content() == "two\n");
}

BOOST_FIXTURE_TEST_CASE(who_does_not_look_is_told, folder_fixture) {
    file_sink sink{path, {.check_interval = file_options::never}};
    BOOST_TEST(sink("one\n") == std::error_code{});
    fs::rename(path, path + ".1");
    BOOST_TEST(sink("two\n") == std::error_code{});
    sink.reopen();
    BOOST_TEST(sink("three\n") == std::error_code{});
    BOOST_TEST(content_of(path + ".1") == "one\ntwo\n");
    BOOST_TEST(content() == "three\n");
}

BOOST_FIXTURE_TEST_CASE(a_look_is_taken_once_in_an_interval, folder_fixture) {
    file_sink sink{path, {.check_interval = 1s}};
    fs::rename(path, path + ".1");
    std::ofstream{path} << "of logrotate\n";
    coarse_time += 999ms;
    BOOST_TEST(sink("one\n") == std::error_code{});
    coarse_time += 1ms;
    BOOST_TEST(sink("two\n") == std::error_code{});
    BOOST_TEST(content_of(path + ".1") == "one\n");
    BOOST_TEST(content() == "of logrotate\ntwo\n");
}

BOOST_FIXTURE_TEST_CASE(others_have_an_interval_to_create_the_new_file, folder_fixture) {
    file_sink sink{path, {.check_interval = 1s}};
    fs::rename(path, path + ".1");
    coarse_time += 1s;
    BOOST_TEST(sink("one\n") == std::error_code{});
    BOOST_TEST(!fs::exists(path));
    coarse_time += 1s;
    BOOST_TEST(sink("two\n") == std::error_code{});
    BOOST_TEST(content_of(path + ".1") == "one\n");
    BOOST_TEST(content() == "two\n");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_was_deleted_is_created_by_the_first_look, folder_fixture) {
    file_sink sink{path, {.check_interval = 1s}};
    fs::remove(path);
    coarse_time += 1s;
    BOOST_TEST(sink("one\n") == std::error_code{});
    BOOST_TEST(content() == "one\n");
}

BOOST_FIXTURE_TEST_CASE(the_old_file_is_kept_while_a_new_one_cannot_be_opened, folder_fixture) {
    path = folder / "logs" / "requests.log";
    fs::create_directory(folder / "logs");
    file_sink sink{path, watchful};
    fs::rename(folder / "logs", folder / "old");
    BOOST_TEST(sink("one\n") == std::error_code{});
    BOOST_TEST(sink.error() == generic(ENOENT));
    BOOST_TEST(content_of(folder / "old" / "requests.log") == "one\n");
}

BOOST_FIXTURE_TEST_CASE(who_is_told_tries_until_the_new_file_can_be_opened, folder_fixture) {
    path = folder / "logs" / "requests.log";
    fs::create_directory(folder / "logs");
    file_sink sink{path, {.check_interval = file_options::never}};
    fs::rename(folder / "logs", folder / "old");
    sink.reopen();
    BOOST_TEST(sink("one\n") == std::error_code{});
    fs::create_directory(folder / "logs");
    BOOST_TEST(sink("two\n") == std::error_code{});
    BOOST_TEST(content_of(folder / "old" / "requests.log") == "one\n");
    BOOST_TEST(content() == "two\n");
}

BOOST_FIXTURE_TEST_CASE(the_path_stays_that_of_the_beginning_wherever_the_process_goes, folder_fixture) {
    auto const before = fs::current_path();
    fs::current_path(folder);
    file_sink sink{"requests.log", watchful};
    fs::current_path("/");
    BOOST_TEST(sink("one\n") == std::error_code{});
    fs::rename(path, path + ".1");
    BOOST_TEST(sink("two\n") == std::error_code{});
    fs::current_path(before);
    BOOST_TEST(content() == "two\n");
    BOOST_TEST(sink.name() == "requests.log");
}

BOOST_FIXTURE_TEST_CASE(a_child_process_does_not_share_the_position_of_its_parent, folder_fixture) {
    file_sink sink{path};
    BOOST_TEST(sink("parent\n") == std::error_code{});
    auto const positions = [&] {
        std::string found;
        for (auto const& entry : fs::directory_iterator{"/proc/self/fd"}) {
            std::error_code ignored;
            if (fs::read_symlink(entry, ignored) != path) continue;
            std::ifstream in{"/proc/self/fdinfo/" + entry.path().filename().string()};
            std::string line;
            std::getline(in, line);
            found += line;
        }
        return found;
    };
    auto const before = positions();
    pid_t const child = ::fork();
    if (child == 0) ::_exit(sink("child\n") ? 1 : 0);
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    BOOST_TEST(before.find("7") != before.npos);
    BOOST_TEST(positions() == before);
    BOOST_TEST(content() == "parent\nchild\n");
}

BOOST_FIXTURE_TEST_CASE(a_deleted_file_is_not_kept, folder_fixture) {
    path = folder / "logs" / "requests.log";
    fs::create_directory(folder / "logs");
    file_sink sink{path, watchful};
    fs::remove_all(folder / "logs");
    BOOST_TEST(sink("lost\n") == generic(ENOENT));
    fs::create_directory(folder / "logs");
    BOOST_TEST(sink("kept\n") == std::error_code{});
    BOOST_TEST(content() == "kept\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(synchronization)

struct sync_fixture : folder_fixture {
    sync_fixture() {
        syncs = 0;
        sync_error = 0;
    }

    /// Returns how many syncs two records cause.
    [[nodiscard]] int syncs_with(std::chrono::nanoseconds interval) const {
        file_sink sink{path, {.sync_interval = interval}};
        BOOST_TEST(sink("one\n") == std::error_code{});
        BOOST_TEST(sink("two\n") == std::error_code{});
        return syncs;
    }
};

BOOST_FIXTURE_TEST_CASE(never, sync_fixture) {
    BOOST_TEST(syncs_with(file_options::never) == 0);
    BOOST_TEST(syncs == 0);
}

BOOST_FIXTURE_TEST_CASE(with_each_record, sync_fixture) { BOOST_TEST(syncs_with(0s) == 2); }

BOOST_FIXTURE_TEST_CASE(once_in_an_interval_and_at_the_end, sync_fixture) {
    BOOST_TEST(syncs_with(1h) == 0);
    BOOST_TEST(syncs == 1);
    file_sink sink{path, {.sync_interval = 1s}};
    coarse_time += 999ms;
    (void)sink("three\n");
    BOOST_TEST(syncs == 1);
    coarse_time += 1ms;
    (void)sink("four\n");
    (void)sink("five\n");
    BOOST_TEST(syncs == 2);
}

BOOST_FIXTURE_TEST_CASE(that_fails_is_an_error_of_a_record_that_was_written, sync_fixture) {
    sync_error = EIO;
    file_sink sink{path, {.sync_interval = 0s}};
    std::size_t written = 0;
    BOOST_TEST(sink.write("one\n", written) == generic(EIO));
    BOOST_TEST(written == 4U);
    BOOST_TEST(content() == "one\n");
}

BOOST_AUTO_TEST_SUITE_END()
