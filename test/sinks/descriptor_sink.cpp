// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/descriptor_sink.hpp>

#include "write_script.hpp"

#include <logdefer/basic_log_defer.hpp>
#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace logdefer;
using namespace logdefer::test;

namespace {

/// Runs instead of each `poll`, if set: what happens while the sink waits.
std::function<void()> while_waiting;
int waits = 0;

}  // namespace

/// Replaces the function of the C library in this program.
extern "C" int poll(pollfd* descriptors, nfds_t n, int timeout) {
    ++waits;
    if (while_waiting) while_waiting();
    return static_cast<int>(::syscall(SYS_poll, descriptors, n, while_waiting ? 0 : timeout));
}

namespace {

struct pipe_fixture {
    int ends[2] = {-1, -1};

    explicit pipe_fixture(int flags = 0) {
        BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC | flags) == 0);
        waits = 0;
        while_waiting = {};
    }
    pipe_fixture(pipe_fixture const&) = delete;
    ~pipe_fixture() {
        for (int const end : ends) {
            if (end >= 0) ::close(end);
        }
        while_waiting = {};
    }

    /// Returns the bytes that can be read now.
    [[nodiscard]] std::string drain() const {
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        return read_all();
    }

    /// Returns the bytes up to the end of the pipe or, if the reading end does not block, those that can be read now.
    [[nodiscard]] std::string read_all() const {
        std::string found;
        char part[4096];
        for (ssize_t n = 0; (n = ::read(ends[0], part, sizeof part)) > 0;) found.append(part, static_cast<size_t>(n));
        return found;
    }

    void close_reader() { ::close(std::exchange(ends[0], -1)); }
    void close_writer() { ::close(std::exchange(ends[1], -1)); }
};

struct nonblocking_pipe : pipe_fixture {
    nonblocking_pipe() : pipe_fixture{O_NONBLOCK} {}

    /// Leaves space for one write of at most 4096 bytes.
    void fill_but_one_page() const {
        int const pages = ::fcntl(ends[1], F_GETPIPE_SZ) / 4096;
        std::string const page(4096, '-');
        for (int i = 1; i < pages; ++i) BOOST_REQUIRE(system_write(ends[1], page.data(), page.size()) == 4096);
    }
    void fill() const {
        fill_but_one_page();
        std::string const page(4096, '-');
        BOOST_REQUIRE(system_write(ends[1], page.data(), page.size()) == 4096);
    }
};

bool is_pending(int signal) {
    sigset_t set;
    ::sigpending(&set);
    return ::sigismember(&set, signal) == 1;
}

bool is_open(int descriptor) { return ::fcntl(descriptor, F_GETFD) != -1; }

std::string record_of_size(std::size_t n) { return std::string(n - 1, 'x') + '\n'; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pipes, pipe_fixture)

BOOST_AUTO_TEST_CASE(a_log_writes_its_record_to_the_descriptor) {
    descriptor_sink sink{ends[1]};
    {
        basic_log_defer<manual_clock> const log{sink, manual_clock{start_time}};
    }
    BOOST_TEST(drain() == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(records_of_many_threads_do_not_mix_whatever_their_size) {
    descriptor_sink sink{ends[1]};
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (char c = 'a'; c < 'e'; ++c) {
        threads.emplace_back([&, c] {
            for (int i = 0; i < 100; ++i) failures += sink(std::string(20'000, c) + '\n') ? 1 : 0;
        });
    }
    std::string found;
    std::thread reader{[&] { found = read_all(); }};
    for (auto& t : threads) t.join();
    close_writer();
    reader.join();
    BOOST_TEST(failures == 0);
    BOOST_REQUIRE(found.size() == 400U * 20'001);
    for (std::size_t i = 0; i < found.size(); i += 20'001) {
        BOOST_REQUIRE((found.substr(i, 20'001) == std::string(20'000, found[i]) + '\n'));
    }
}

BOOST_AUTO_TEST_CASE(many_lines_come_in_calls_that_the_system_keeps_together) {
    descriptor_sink sink{ends[1]};
    std::string const lines =
        record_of_size(4000) + record_of_size(96) + record_of_size(50) + record_of_size(5000) + record_of_size(7);
    scripted_call const call{sink, lines, {}};
    BOOST_TEST(call.code == std::error_code{});
    std::vector<std::size_t> sizes;
    for (auto const& c : call.calls) sizes.push_back(c.size());
    BOOST_TEST(sizes == (std::vector<std::size_t>{4096, 50, 5000, 7}));
    BOOST_TEST((drain() == lines));
}

BOOST_AUTO_TEST_CASE(a_reader_that_is_gone_is_an_error_and_no_signal) {
    descriptor_sink sink{ends[1]};
    close_reader();
    BOOST_TEST(sink("lost\n") == generic(EPIPE));
    BOOST_TEST(!is_pending(SIGPIPE));
}

BOOST_AUTO_TEST_CASE(a_signal_that_was_pending_before_stays_so) {
    sigset_t set;
    sigset_t before;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &set, &before);
    ::pthread_kill(::pthread_self(), SIGPIPE);
    descriptor_sink sink{ends[1]};
    close_reader();
    BOOST_TEST(sink("lost\n") == generic(EPIPE));
    BOOST_TEST(is_pending(SIGPIPE));
    int signal = 0;
    ::sigwait(&set, &signal);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

BOOST_AUTO_TEST_CASE(a_call_within_a_call_of_the_thread_is_refused) {
    descriptor_sink sink{ends[1]};
    std::error_code inner;
    auto const handler = [&] { inner = sink("of the signal handler\n"); };
    scripted_call const call{sink, "one\n", {{.takes = all, .then = handler}}};
    BOOST_TEST(call.code == std::error_code{});
    BOOST_TEST(inner == generic(EDEADLK));
    BOOST_TEST(drain() == "one\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(descriptors_that_do_not_block, nonblocking_pipe)

BOOST_AUTO_TEST_CASE(are_waited_for) {
    fill();
    std::string found;
    while_waiting = [&] { found += drain(); };
    descriptor_sink sink{ends[1]};
    auto const record = record_of_size(100'000);
    BOOST_TEST(sink(record) == std::error_code{});
    BOOST_TEST(waits >= 2);
    found += drain();
    BOOST_TEST((found.substr(found.size() - record.size()) == record));
}

BOOST_AUTO_TEST_CASE(cost_an_error_when_they_take_nothing_in_time) {
    fill();
    descriptor_sink sink{ends[1], {.timeout = std::chrono::milliseconds{1}}};
    BOOST_TEST(sink("lost\n") == generic(EAGAIN));
    BOOST_TEST(waits >= 1);
    (void)drain();
    BOOST_TEST(sink("kept\n") == std::error_code{});
    BOOST_TEST(drain() == "kept\n");
}

BOOST_AUTO_TEST_CASE(are_waited_for_once_and_not_by_each_record) {
    fill();
    descriptor_sink sink{ends[1], {.timeout = std::chrono::milliseconds{1}}};
    BOOST_TEST(sink("lost\n") == generic(EAGAIN));
    waits = 0;
    BOOST_TEST(sink("lost\n") == generic(EAGAIN));
    BOOST_TEST(waits == 0);
    (void)drain();
    BOOST_TEST(sink("kept\n") == std::error_code{});
    (void)drain();
    fill_but_one_page();
    BOOST_TEST(sink(record_of_size(4096)) == std::error_code{});
    BOOST_TEST(sink(record_of_size(4096)) == generic(EAGAIN));
    BOOST_TEST(waits >= 1);
}

BOOST_AUTO_TEST_CASE(are_waited_for_again_once_there_is_a_reader) {
    fill();
    descriptor_sink sink{ends[1], {.timeout = std::chrono::milliseconds{1}}};
    BOOST_TEST(sink("lost\n") == generic(EAGAIN));
    std::string found = drain();
    fill_but_one_page();
    while_waiting = [&] { found += drain(); };
    auto const record = record_of_size(10'000);  // the system takes only a part at first
    BOOST_TEST(sink(record) == std::error_code{});
    found += drain();
    BOOST_TEST((found.substr(found.size() - record.size()) == record));
}

BOOST_AUTO_TEST_CASE(are_not_waited_for_without_a_timeout) {
    fill();
    descriptor_sink sink{ends[1], {.timeout = {}}};
    BOOST_TEST(sink("lost\n") == generic(EAGAIN));
    BOOST_TEST(waits == 0);
}

BOOST_AUTO_TEST_CASE(get_no_record_on_the_line_of_one_that_was_begun) {
    fill_but_one_page();
    descriptor_sink sink{ends[1], {.timeout = {}}};
    BOOST_TEST(sink(record_of_size(10'000)) == generic(EAGAIN));
    auto const begun = drain();
    BOOST_TEST(begun.back() == 'x');
    BOOST_TEST(sink("next\n") == std::error_code{});
    BOOST_TEST(drain() == "\nnext\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(other_descriptors)

BOOST_AUTO_TEST_CASE(a_socket_takes_records_until_its_peer_is_gone) {
    int ends[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    descriptor_sink sink{ends[1], {.owned = true}};
    BOOST_TEST(sink("one\n") == std::error_code{});
    char found[5] = {};
    BOOST_TEST(::read(ends[0], found, 4) == 4);
    BOOST_TEST(std::string_view{found} == "one\n");
    ::close(ends[0]);
    BOOST_TEST(sink("lost\n") == generic(EPIPE));
    BOOST_TEST(!is_pending(SIGPIPE));
}

BOOST_FIXTURE_TEST_CASE(a_file_is_written_where_the_descriptor_stands, folder_fixture) {
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    descriptor_sink sink{descriptor, {.owned = true}};
    BOOST_TEST(sink("one\n") == std::error_code{});
    BOOST_TEST(sink("two\n") == std::error_code{});
    BOOST_TEST(content() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(one_that_is_not_open_is_told_to_the_hook_with_its_number) {
    descriptor_sink sink{12'345};
    report_list reports;
    basic_log_defer<manual_clock> log{sink, manual_clock{}, settings{.on_error = reports}};
    BOOST_TEST(log.finish() == generic(EBADF));
    BOOST_TEST(reports == (report_list{{{generic(EBADF), "descriptor 12345"}}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_descriptor_stays_open_unless_it_is_owned) {
    int ends[2];
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    {
        descriptor_sink const borrowed{ends[0]};
        descriptor_sink owner{ends[1], {.owned = true}};
        auto const moved = std::move(owner);
        {
            auto const gone = std::move(owner);
        }
        BOOST_TEST(is_open(ends[1]));
    }
    BOOST_TEST(is_open(ends[0]));
    BOOST_TEST(!is_open(ends[1]));
    ::close(ends[0]);
}

BOOST_AUTO_TEST_SUITE_END()
