// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/batch_sink.hpp>

#include <logdefer/basic_log_defer.hpp>
#include <support/child.hpp>
#include <support/gated_sink.hpp>
#include <support/log_fixture.hpp>
#include <support/logs_to_itself.hpp>
#include <support/numbered_records.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using support::gated_batch_sink;
using support::gated_sink;
using support::numbered_records;

namespace {

using strings = std::vector<std::string>;

constexpr auto no_thread = 0s;

std::error_code const disk_full = std::make_error_code(std::errc::no_space_on_device);

std::chrono::steady_clock::time_point later() { return std::chrono::steady_clock::now() + 24h; }

}  // namespace

BOOST_AUTO_TEST_SUITE(writing)

BOOST_AUTO_TEST_CASE(records_are_written_together_when_no_more_fit) {
    gated_batch_sink target;
    batch_sink sink{target, {.bytes = 64, .period = no_thread}};
    for (std::string_view const record : {"one\n", "two\n", "three\n"}) BOOST_TEST(!sink(record));
    BOOST_TEST(target.calls().empty());
    BOOST_TEST(!sink(std::string(56, 'x')));
    BOOST_TEST(target.calls() == strings{"one\ntwo\nthree\n"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sink_that_takes_one_record_gets_them_one_by_one) {
    gated_sink target;
    {
        batch_sink sink{target, {.period = no_thread}};
        for (std::string_view const record : {"one\n", "two\n"}) BOOST_TEST(!sink(record));
        BOOST_TEST(target.calls().empty());
    }
    BOOST_TEST(target.calls() == (strings{"one\n", "two\n"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_stream_gets_all_of_them) {
    std::ostringstream out;
    {
        batch_sink sink{out};
        (void)sink("one\n");
        (void)sink("two\n");
        BOOST_TEST(out.str().empty());
    }
    BOOST_TEST(out.str() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(they_are_written_when_the_period_is_over_although_no_record_comes_any_more) {
    gated_batch_sink target;
    batch_sink sink{target, {.period = 1ms}};
    (void)sink("one\n");
    target.await_calls(1);
    (void)sink("two\n");
    target.await_calls(2);
    BOOST_TEST(target.text() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(what_others_gather_while_one_thread_writes_is_written_by_that_thread) {
    gated_batch_sink target;
    batch_sink sink{target, {.bytes = 64, .period = no_thread}};
    (void)sink("one\n");
    target.close();
    std::thread writing{[&] { (void)sink(std::string(56, 'x')); }};
    target.await_calls(1);
    BOOST_TEST(!sink(std::string(56, 'y')));  // seals the batch of x, and does not wait
    target.open();
    writing.join();
    BOOST_TEST(target.calls() == (strings{"one\n", std::string(56, 'x')}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_others_gather_while_a_thread_writes_anything_else_is_written_by_it_too) {
    gated_batch_sink target;
    std::string const large(100, 'l');
    std::string const completed(56, 'x');
    batch_sink sink{target, {.bytes = 64, .period = no_thread}};
    auto const complete_one_during = [&](auto f) {
        target.close();
        auto const calls = target.calls().size();
        std::thread writing{f};
        target.await_calls(calls + 1);
        BOOST_TEST(!sink(completed));
        BOOST_TEST(!sink("open"));
        target.open();
        writing.join();
    };
    complete_one_during([&] { BOOST_TEST(!sink(large)); });
    BOOST_TEST(target.calls() == (strings{large, completed}), boost::test_tools::per_element());
    complete_one_during([&] { BOOST_TEST(sink.flush(later())); });
    BOOST_TEST(target.calls() == (strings{large, completed, "open", completed}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_log_writes_for_others_without_end) {
    constexpr int many = 100;
    std::atomic<int> calls = 0;
    std::atomic<int> asked = 0;
    std::atomic<int> answered = 0;
    std::atomic<bool> ends = false;
    batch_sink* gathering = nullptr;
    // during each call another thread completes a batch, unless it does not come back from its last one: it waits
    batch_sink sink{[&](std::string_view) {
                        for (int i = 0; i < 1000 && asked != answered; ++i) std::this_thread::yield();
                        if (ends || ++calls > many || asked != answered) return;
                        auto const before = gathering->counters().queued_records;
                        ++asked;
                        while (gathering->counters().queued_records == before) std::this_thread::yield();
                    },
                    {.bytes = 64, .period = no_thread}};
    gathering = &sink;
    std::thread other{[&] {
        while (!ends) {
            if (asked == answered) {
                std::this_thread::yield();
            } else {
                (void)sink(std::string(56, 'x'));
                ++answered;
            }
        }
    }};
    (void)sink(std::string(56, 'a'));
    (void)sink(std::string(56, 'b'));
    ends = true;
    other.join();
    BOOST_TEST(calls < many);
}

BOOST_AUTO_TEST_CASE(a_batch_may_be_as_large_as_a_number_can_be) {
    gated_batch_sink target;
    batch_sink sink{target, {.bytes = std::size_t{1} << 61U, .period = no_thread}};
    for (int i = 0; i < 100; ++i) (void)sink("one\n");
    BOOST_TEST(target.calls().empty());
}

BOOST_AUTO_TEST_CASE(a_record_longer_than_a_batch_is_written_after_those_before_it) {
    gated_batch_sink target;
    batch_sink sink{target, {.bytes = 64, .period = no_thread}};
    (void)sink("one\n");
    std::string const large(100, 'x');
    BOOST_TEST(!sink(large));
    BOOST_TEST(target.calls() == (strings{"one\n", large}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_record_of_many_threads_is_written_once) {
    for (auto const period : {std::chrono::milliseconds{0}, 1ms}) {
        gated_batch_sink target;
        {
            batch_sink sink{target, {.bytes = 512, .period = period}};
            numbered_records::write_to(sink);
        }
        numbered_records const found{target.text()};
        BOOST_TEST(found.in_order);
        BOOST_TEST(found.next == std::vector<int>(numbered_records::producers, numbered_records::records),
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_flush_writes_what_is_gathered) {
    for (auto const period : {0h, 24h}) {
        gated_batch_sink target;
        batch_sink sink{target, {.period = period}};
        (void)sink("one\n");
        BOOST_TEST(sink.flush(later()));
        BOOST_TEST(target.text() == "one\n");
        BOOST_TEST(sink.name() == "gated");
    }
}

BOOST_AUTO_TEST_CASE(records_that_the_wrapped_sink_refuses_are_counted_and_told) {
    gated_batch_sink target;
    report_list reports;
    batch_sink sink{target, {.period = no_thread, .on_error = reports}};
    target.fail(disk_full, 4);
    (void)sink("one\n");
    (void)sink("two\n");
    BOOST_TEST(sink.flush(later()));
    BOOST_TEST(reports == (report_list{{{disk_full, "gated"}}}), boost::test_tools::per_element());
    auto const counters = sink.counters();
    BOOST_TEST(counters.records == 1U);
    BOOST_TEST(counters.dropped == 1U);
    BOOST_TEST(counters.errors == 1U);
    target.fail({});
    {
        basic_log_defer<manual_clock> log{sink, manual_clock{start_time}};
    }
    BOOST_TEST(sink.flush(later()));
    BOOST_TEST(target.calls().back() == instant_record(R"("dropped":{"records":1})"));
}

BOOST_AUTO_TEST_CASE(a_wrapped_sink_that_logs_to_this_one_never_waits_for_itself) {
    support::require_no_wait_for_itself<batch_sink>(batch_options{.bytes = 64, .period = 0s}, std::string(56, 'x'),
                                                    std::string(57, 'y'));
}

BOOST_AUTO_TEST_CASE(a_hook_may_end_the_program) {
    auto const child = support::begin_child([] {
        ::alarm(20);  // ends a child that waits for itself
        static batch_sink sink{
            [](std::string_view) { return disk_full; },
            {.bytes = 64, .period = no_thread, .on_error = [](std::error_code, std::string_view) { std::exit(0); }}};
        (void)sink(std::string(56, 'x'));
        (void)sink(std::string(56, 'y'));
        return false;
    });
    BOOST_TEST(support::succeeds(child));
}

BOOST_AUTO_TEST_CASE(a_child_that_the_wrapped_sink_forks_leaves_the_batch_to_its_parent) {
    support::temporary_file const file;
    pid_t child = -1;
    batch_sink sink{[&](std::string_view record) {
                        if (record == "one\n") child = ::fork();
                        std::ofstream{file.name(), std::ios::app} << (child == 0 ? "child: " : "parent: ") << record;
                    },
                    {.period = no_thread}};
    (void)sink("one\n");
    (void)sink("two\n");
    (void)sink.flush(later());
    if (child == 0) ::_exit(0);
    BOOST_REQUIRE(child > 0);
    int status = -1;
    ::waitpid(child, &status, 0);
    auto const text = file.text();
    BOOST_TEST(text.find("parent: one\n") != std::string::npos);
    BOOST_TEST(text.find("parent: two\n") != std::string::npos);
    BOOST_TEST(text.find("child: two\n") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_child_process_leaves_what_is_gathered_to_its_parent) {
    for (auto const period : {0h, 24h}) {
        gated_batch_sink target;
        {
            batch_sink sink{target, {.period = period}};
            (void)sink("parent\n");
            BOOST_TEST(support::child_succeeds([&] {
                bool const ok = !sink("child\n");
                std::destroy_at(&sink);
                return ok && target.text() == "child\n";
            }));
        }
        BOOST_TEST(target.text() == "parent\n");
    }
}
