// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/async_sink.hpp>

#include <logdefer/basic_log_defer.hpp>
#include <support/child.hpp>
#include <support/gated_sink.hpp>
#include <support/log_fixture.hpp>
#include <support/logs_to_itself.hpp>
#include <support/numbered_records.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <linux/futex.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using support::gated_batch_sink;
using support::gated_sink;
using support::numbered_records;

namespace {

using strings = std::vector<std::string>;

constexpr auto long_enough = 24h;  // no test waits this long

/// The error that `pthread_create` returns while it is set.
std::atomic<int> thread_error = 0;

/// The number of calls of the system that wake a thread.
std::atomic<int> wakes = 0;

std::error_code const disk_full = std::make_error_code(std::errc::no_space_on_device);

/// Stores its calls, on any thread.
struct shared_reports {
    std::mutex mutex;
    report_list list;
    void operator()(std::error_code code, std::string_view subject) {
        std::scoped_lock const lock{mutex};
        list(code, subject);
    }
};

std::chrono::steady_clock::time_point later() { return std::chrono::steady_clock::now() + long_enough; }

/// Returns when all other threads of the process sleep.
void await_sleep() {
    auto const sleeps = [](std::filesystem::path const& task) {
        if (task.filename() == std::to_string(::gettid())) return true;
        std::ifstream in{task / "stat"};
        std::string const stat{std::istreambuf_iterator<char>{in}, {}};
        return stat.find(") S ") != std::string::npos;
    };
    auto const all = [&] {
        return std::ranges::all_of(std::filesystem::directory_iterator{"/proc/self/task"}, sleeps);
    };
    while (!all()) std::this_thread::yield();
}

/// Runs `f`, which waits for something, on a thread; returns when that thread waits.
template <class F>
std::thread begin_waiting(F f) {
    std::atomic<bool> begun = false;
    std::thread waiting{[&begun, f] {
        begun = true;
        f();
    }};
    while (!begun) std::this_thread::yield();
    await_sleep();
    return waiting;
}

/// The queue has 8 blocks of 128 bytes, each of which has space for one of these records.
constexpr std::size_t block = 120;
std::string full_record(char c) { return std::string(block - 1, c) + '\n'; }

/// From this capacity on, there are four queues, whose blocks have this much space for one record.
constexpr std::size_t several_queues = 4 << 20;
constexpr std::size_t longest_of_several = several_queues / 4 / 8 - 8;

async_options small(overflow when_full) { return {.capacity = 1024, .when_full = when_full, .period = long_enough}; }

/// Blocks the sink's thread in a first record, and fills the queue behind it with `a`, `b`, ...
void fill(async_sink& sink, gated_sink& target) {
    target.close();
    BOOST_TEST(!sink(full_record('0')));
    for (char c = 'a'; c < 'e'; ++c) BOOST_TEST(!sink(full_record(c)));  // each seals the block before it: half of all
    target.await_calls(1);
    for (char c = 'e'; c < 'i'; ++c) BOOST_TEST(!sink(full_record(c)));
}

}  // namespace

/// Replaces the function of the C library in this program.
extern "C" int __real_pthread_create(pthread_t*, pthread_attr_t const*, void* (*)(void*), void*);
extern "C" int __wrap_pthread_create(pthread_t* thread, pthread_attr_t const* attributes, void* (*run)(void*),
                                     void* argument) {
    return thread_error != 0 ? thread_error.load() : __real_pthread_create(thread, attributes, run, argument);
}

/// Replaces `syscall`, which `futex` calls, with all arguments that a system call can have.
extern "C" long __real_syscall(long, ...);
extern "C" long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f) {
    if (number == SYS_futex && (b & FUTEX_CMD_MASK) == FUTEX_WAKE) ++wakes;
    return __real_syscall(number, a, b, c, d, e, f);
}

BOOST_AUTO_TEST_SUITE(writing)

BOOST_AUTO_TEST_CASE(records_come_out_as_they_went_in) {
    gated_sink target;
    {
        async_sink sink{target};
        for (std::string_view const record : {"one\n", "two\n", "three\n"}) BOOST_TEST(!sink(record));
    }
    BOOST_TEST(target.calls() == (strings{"one\n", "two\n", "three\n"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sink_that_takes_many_records_gets_them_in_one_call) {
    gated_batch_sink target;
    {
        async_sink sink{target, {.period = long_enough}};
        for (std::string_view const record : {"one\n", "two\n", "three\n"}) BOOST_TEST(!sink(record));
    }
    BOOST_TEST(target.calls() == strings{"one\ntwo\nthree\n"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_stream_gets_all_of_them) {
    std::ostringstream out;
    {
        async_sink sink{out};
        (void)sink("one\n");
        (void)sink("two\n");
    }
    BOOST_TEST(out.str() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(an_rvalue_is_owned_and_destroyed_after_its_last_record) {
    struct owned {
        std::shared_ptr<std::string> text;
        void operator()(std::string_view record) const { *text += record; }
    };
    auto const text = std::make_shared<std::string>();
    {
        async_sink sink{owned{text}};
        BOOST_TEST(text.use_count() == 2);
        (void)sink("one\n");
    }
    BOOST_TEST(*text == "one\n");
    BOOST_TEST(text.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_log_does_not_wait_for_the_wrapped_sink) {
    gated_sink target;
    target.close();
    async_sink sink{target, {.period = 0s}};
    manual_clock const clock{start_time};
    BOOST_TEST(!basic_log_defer<manual_clock>(sink, clock).finish());
    target.await_calls(1);
    BOOST_TEST(!basic_log_defer<manual_clock>(sink, clock).finish());
    target.open();
}

BOOST_AUTO_TEST_CASE(a_record_is_written_when_its_period_is_over) {
    gated_batch_sink target;
    async_sink sink{target, {.period = 1ms}};
    (void)sink("one\n");
    target.await_calls(1);
    (void)sink("two\n");
    target.await_calls(2);
    BOOST_TEST(target.text() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(a_record_does_not_wait_for_the_end_of_what_others_log_without_end) {
    async_sink* self = nullptr;
    std::atomic<std::size_t> calls = 0;
    std::atomic<std::size_t> found = 0;
    auto const refill = [&](std::string_view lines) {  // so that its queue always has sealed blocks
        if (lines.find("quiet") != std::string_view::npos) ++found;
        if (found == 3 || ++calls > 5000) return;
        for (int i = 0; i < 6; ++i) (void)(*self)(std::string(longest_of_several, 'x'));
    };
    struct refilling : gated_sink {
        decltype(refill)& refill_;
        explicit refilling(decltype(refill)& f) : refill_(f) {}
        std::error_code write(std::string_view lines, std::size_t& written) {
            written = lines.size();
            refill_(lines);
            return {};
        }
    } target{refill};
    async_sink sink{target, {.capacity = several_queues, .when_full = overflow::drop_newest, .period = 1ms}};
    self = &sink;
    (void)sink("first\n");
    for (int t = 0; t < 4; ++t) std::thread{[&] { (void)sink("quiet\n"); }}.join();  // one may share the busy queue
    (void)sink.flush(later());
    BOOST_TEST(found >= 3U);
    BOOST_TEST(calls <= 5000U);
}

BOOST_AUTO_TEST_CASE(half_a_queue_is_written_before_its_period_is_over) {
    gated_batch_sink target;
    async_sink sink{target, small(overflow::block)};
    (void)sink("a");
    await_sleep();
    for (char c = 'b'; c < 'e'; ++c) (void)sink(full_record(c));
    await_sleep();
    BOOST_TEST(target.calls().empty());
    (void)sink(full_record('e'));
    target.await_calls(4);
    BOOST_TEST(target.text() == "a" + full_record('b') + full_record('c') + full_record('d'));
}

BOOST_AUTO_TEST_CASE(a_period_may_be_as_long_as_it_can_be) {
    gated_batch_sink target;
    async_sink sink{target, {.period = std::chrono::nanoseconds::max()}};
    (void)sink("one\n");
    await_sleep();
    BOOST_TEST(target.calls().empty());
}

BOOST_AUTO_TEST_CASE(a_period_may_be_as_short_as_it_can_be) {
    gated_batch_sink target;
    async_sink sink{target, {.period = std::chrono::nanoseconds::min()}};
    (void)sink("one\n");
    target.await_calls(1);
    BOOST_TEST(target.text() == "one\n");
}

BOOST_AUTO_TEST_CASE(the_thread_handles_its_own_faults_and_no_other_signals) {
    sigset_t blocked;
    {
        async_sink sink{[&](std::string_view) { ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked); }};
        (void)sink("one\n");
        BOOST_TEST(sink.flush(later()));
    }
    for (int const own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT, SIGPROF})
        BOOST_TEST(::sigismember(&blocked, own) == 0);
    for (int const other : {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGALRM, SIGUSR1})
        BOOST_TEST(::sigismember(&blocked, other) == 1);
}

BOOST_AUTO_TEST_CASE(the_program_may_take_its_name_from_the_wrapped_sink) {
    gated_sink target;
    BOOST_TEST(async_sink{target}.name() == "gated");
}

BOOST_AUTO_TEST_CASE(a_program_that_ends_writes_all_whatever_is_destroyed_first) {
    support::temporary_file const file;
    auto const child = support::begin_child([&] {
        static manual_clock const clock{start_time};
        static async_sink sink{[&](std::string_view text) { (void)!::write(2, text.data(), text.size()); },
                               {.period = long_enough}};
        static basic_log_defer<manual_clock> log{sink, clock};  // ends before the sink, at exit
        if (std::freopen(file.name().c_str(), "a", stderr) == nullptr) return false;
        basic_log_defer<manual_clock>{sink, clock};
        std::exit(0);
    });
    BOOST_TEST(support::succeeds(child));
    auto const one = record_of(R"("end":0.000000)");
    BOOST_TEST(file.text() == one + one);
}

BOOST_AUTO_TEST_CASE(each_record_of_many_threads_is_written_once) {
    for (std::size_t const capacity : {std::size_t{4096}, several_queues}) {
        gated_batch_sink target;
        {
            async_sink sink{target, {.capacity = capacity, .period = 1ms}};
            numbered_records::write_to(sink);
        }
        numbered_records const found{target.text()};
        BOOST_TEST(found.in_order);
        BOOST_TEST(found.next == std::vector<int>(numbered_records::producers, numbered_records::records),
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_sink_that_sleeps_wakes_up_for_the_next_record) {
    gated_batch_sink target;
    async_sink sink{target, {.period = 0s}};
    for (std::size_t i = 1; i < 10; ++i) {
        await_sleep();
        (void)sink("one\n");
        target.await_calls(i);
    }
}

BOOST_AUTO_TEST_CASE(the_thread_is_woken_only_when_it_sleeps_and_has_to_do) {
    gated_batch_sink target;
    target.close();
    async_sink sink{target, {.capacity = 1 << 16, .when_full = overflow::drop_newest, .period = long_enough}};
    await_sleep();
    int const before = wakes;
    (void)sink("first\n");
    BOOST_TEST(wakes == before + 1);
    await_sleep();
    (void)sink("second\n");  // the thread waits for a full block
    BOOST_TEST(wakes == before + 1);
    while (target.calls().empty()) (void)sink("until a block is full\n");
    int const busy = wakes;
    for (int i = 0; i < 200; ++i) (void)sink("more, while the thread is held up by the target\n");
    BOOST_TEST(sink.counters().queued_records > 200U);
    BOOST_TEST(wakes == busy);
    target.open();
}

BOOST_AUTO_TEST_CASE(the_thread_is_not_woken_for_the_first_record_after_it_has_written) {
    gated_batch_sink target;
    async_sink sink{target, {.period = long_enough}};
    (void)sink("first\n");
    BOOST_TEST(sink.flush(later()));
    await_sleep();
    int const before = wakes;
    (void)sink("second\n");
    BOOST_TEST(wakes == before);
}

BOOST_AUTO_TEST_CASE(an_idle_sink_takes_no_processor_time) {
    gated_batch_sink target;
    async_sink sink{target, {.period = 10us}};
    (void)sink("one\n");
    BOOST_TEST(sink.flush(later()));
    await_sleep();
    auto const switches = [] {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        return usage.ru_nvcsw;  // those that were not forced
    };
    auto const before = switches();
    for (auto const end = std::chrono::steady_clock::now() + 20ms; std::chrono::steady_clock::now() < end;) {
    }
    BOOST_TEST(switches() - before < 5);  // a thread that woke up once in a period would have slept some hundred times
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(overflowing)

BOOST_AUTO_TEST_CASE(a_log_waits_for_room_and_nothing_is_lost) {
    gated_sink target;
    async_sink sink{target, small(overflow::block)};
    fill(sink, target);
    std::atomic<bool> done = false;
    std::error_code code;
    auto waiting = begin_waiting([&] {
        code = sink(full_record('i'));
        done = true;
    });
    BOOST_TEST(!done);
    target.open();
    waiting.join();
    BOOST_TEST(!code);
    BOOST_TEST(sink.flush(later()));
    BOOST_TEST(target.calls().size() == 10U);
    BOOST_TEST(target.calls().back() == full_record('i'));
    BOOST_TEST(sink.counters().dropped == 0U);
}

BOOST_AUTO_TEST_CASE(the_newest_is_dropped_and_its_log_hears_of_it) {
    gated_sink target;
    report_list reports;
    {
        async_sink sink{target, small(overflow::drop_newest)};
        fill(sink, target);
        basic_log_defer<manual_clock> log{sink, manual_clock{start_time}, settings{.on_error = reports}};
        BOOST_TEST(log.finish() == error::queue_full);
        BOOST_TEST(sink.counters().dropped == 1U);
        target.open();
    }
    BOOST_TEST(target.calls().size() == 9U);
    BOOST_TEST(target.calls().back() == full_record('h'));
    BOOST_TEST(reports == (report_list{{{error::queue_full, "gated"}}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_oldest_is_dropped_but_not_what_is_being_written) {
    gated_sink target;
    shared_reports reports;
    auto options = small(overflow::drop_oldest);
    options.on_error = reports;
    {
        async_sink sink{target, options};
        fill(sink, target);
        for (char c = 'i'; c < 'm'; ++c) BOOST_TEST(!sink(full_record(c)));
        BOOST_TEST(sink.counters().dropped == 4U);
        target.open();
    }
    strings expected{full_record('0')};
    for (char c = 'e'; c < 'm'; ++c) expected.push_back(full_record(c));
    BOOST_TEST(target.calls() == expected, boost::test_tools::per_element());
    report const full{error::queue_full, "gated"};
    BOOST_TEST(reports.list == (report_list{{full, full, full}}), boost::test_tools::per_element());  // 1st, 2nd, 4th
}

BOOST_AUTO_TEST_CASE(the_next_record_says_how_many_were_dropped) {
    gated_sink target;
    async_sink sink{target, small(overflow::drop_newest)};
    fill(sink, target);
    for (int i = 0; i < 3; ++i) BOOST_TEST(sink(full_record('x')) == error::queue_full);
    target.open();
    BOOST_TEST(sink.flush(later()));
    {
        basic_log_defer<manual_clock> log{sink, manual_clock{start_time}};
    }
    BOOST_TEST(sink.flush(later()));
    BOOST_TEST(target.calls().back() == instant_record(R"("dropped":{"records":3})"));
}

BOOST_AUTO_TEST_CASE(a_count_that_is_dropped_with_its_record_is_told_by_another) {
    gated_sink target;
    auto options = small(overflow::drop_oldest);
    options.on_error = [](std::error_code, std::string_view) {};
    async_sink sink{target, options};
    fill(sink, target);
    for (char c = 'i'; c < 'l'; ++c) BOOST_TEST(!sink(full_record(c)));
    {
        basic_log_defer<manual_clock> log{sink, manual_clock{start_time}};  // reports that three were dropped
    }
    for (char c = 'l'; c < 'z'; ++c) BOOST_TEST(!sink(full_record(c)));
    BOOST_TEST(sink.take_dropped() == sink.counters().dropped);
    target.open();
}

BOOST_AUTO_TEST_CASE(a_record_longer_than_the_queue_takes_is_written_by_a_log_that_may_wait) {
    gated_sink target;
    async_sink sink{target, small(overflow::block)};
    (void)sink("before\n");
    std::string const large(block + 1, 'x');
    BOOST_TEST(!sink(large));
    BOOST_TEST(target.calls() == (strings{"before\n", large}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_comes_after_what_other_threads_gave_before) {
    gated_sink target;
    async_sink sink{target, {.capacity = several_queues, .period = long_enough}};
    for (std::string_view const record : {"one\n", "two\n", "three\n", "four\n"})
        std::thread{[&] { (void)sink(record); }}.join();
    std::string const large(longest_of_several + 1, 'x');
    BOOST_TEST(!sink(large));
    BOOST_TEST(target.calls().size() == 5U);
    BOOST_TEST((target.calls().back() == large));
}

BOOST_AUTO_TEST_CASE(it_gets_its_turn_although_others_log_without_end) {
    std::atomic<bool> ends = false;
    async_sink* asked = nullptr;
    async_sink sink{[&](std::string_view) {
                        while (!ends && asked->counters().queued_records < 8) std::this_thread::yield();
                    },
                    small(overflow::block)};
    asked = &sink;
    std::thread others{[&] {
        while (!ends) (void)sink(full_record('x'));
    }};
    while (sink.counters().records == 0) std::this_thread::yield();
    BOOST_TEST(!sink(std::string(block + 1, 'y')));
    ends = true;
    others.join();
}

BOOST_AUTO_TEST_CASE(a_record_longer_than_the_queue_takes_is_dropped_where_no_log_waits) {
    gated_sink target;
    for (auto const policy : {overflow::drop_newest, overflow::drop_oldest}) {
        async_sink sink{target, small(policy)};
        BOOST_TEST(!sink(std::string(block, 'x')));
        BOOST_TEST(sink(std::string(block + 1, 'x')) == error::record_too_large);
        BOOST_TEST(sink.counters().dropped == 1U);
    }
    BOOST_TEST(target.calls().size() == 2U);
}

BOOST_AUTO_TEST_CASE(of_several_queues_each_takes_an_eighth_of_its_quarter) {
    gated_sink target;
    async_sink sink{target, {.capacity = several_queues, .when_full = overflow::drop_newest}};
    BOOST_TEST(!sink(std::string(longest_of_several, 'x')));
    BOOST_TEST(sink(std::string(longest_of_several + 1, 'x')) == error::record_too_large);
}

BOOST_AUTO_TEST_CASE(what_goes_in_comes_out_or_is_counted) {
    for (auto const policy : {overflow::block, overflow::drop_newest, overflow::drop_oldest}) {
        std::atomic<std::uint64_t> written = 0;
        std::atomic<std::uint64_t> refused = 0;
        constexpr std::uint64_t records = 20'000;
        auto options = small(policy);
        options.on_error = [](std::error_code, std::string_view) {};
        async_sink sink{[&](std::string_view) { ++written; }, options};
        std::vector<std::thread> threads;
        for (int t = 0; t < 2; ++t) {
            threads.emplace_back([&] {
                for (std::uint64_t i = 0; i < records; ++i) refused += sink("some record\n") ? 1U : 0U;
            });
        }
        for (auto& t : threads) t.join();
        BOOST_TEST(sink.flush(later()));
        auto const counters = sink.counters();
        BOOST_TEST(counters.records == written);
        BOOST_TEST(counters.records + counters.dropped == 2 * records);
        BOOST_TEST((policy != overflow::drop_newest || refused == counters.dropped));
        BOOST_TEST(refused <= counters.dropped);  // also with `drop_oldest`, if a producer is in the way
        BOOST_TEST((policy != overflow::block || counters.dropped == 0U));
        BOOST_TEST(sink.take_dropped() == counters.dropped);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(flushing)

BOOST_AUTO_TEST_CASE(it_waits_for_all_that_was_taken) {
    gated_batch_sink target;
    async_sink sink{target, {.period = long_enough}};
    BOOST_TEST(sink.flush(later()));
    BOOST_TEST(target.calls().empty());
    (void)sink("one\n");
    BOOST_TEST(sink.flush(later()));
    BOOST_TEST(target.text() == "one\n");
}

BOOST_AUTO_TEST_CASE(it_waits_for_what_each_thread_gave) {
    gated_sink target;
    async_sink sink{target, {.capacity = several_queues, .period = long_enough}};
    for (int t = 0; t < 8; ++t) std::thread{[&] { (void)sink("one\n"); }}.join();
    BOOST_TEST(sink.flush(later()));
    BOOST_TEST(target.calls().size() == 8U);
}

BOOST_AUTO_TEST_CASE(it_ends_at_the_deadline) {
    gated_batch_sink target;
    target.close();
    async_sink sink{target, {.period = long_enough}};
    (void)sink("one\n");
    BOOST_TEST(!sink.flush(std::chrono::steady_clock::now() + 1ms));
    target.open();
    BOOST_TEST(sink.flush(later()));
}

BOOST_AUTO_TEST_CASE(it_sees_the_end_of_a_full_queue) {
    gated_sink target;
    async_sink sink{target, small(overflow::block)};
    fill(sink, target);
    auto flushing = begin_waiting([&] { BOOST_TEST(sink.flush(later())); });
    target.open();
    flushing.join();
    BOOST_TEST(target.calls().size() == 9U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(failing)

BOOST_AUTO_TEST_CASE(records_that_the_wrapped_sink_refuses_are_counted_and_each_new_error_is_told) {
    gated_sink target;
    shared_reports reports;
    async_sink sink{target, {.on_error = reports}};
    target.fail(disk_full);
    for (int i = 0; i < 4; ++i) {
        BOOST_TEST(!sink("lost\n"));
        BOOST_TEST(sink.flush(later()));
    }
    auto const counters = sink.counters();
    BOOST_TEST(counters.dropped == 4U);
    BOOST_TEST(counters.errors == 4U);
    BOOST_TEST(counters.records == 0U);
    target.fail({});
    BOOST_TEST(!sink("kept\n"));
    BOOST_TEST(sink.flush(later()));
    target.fail(disk_full);
    BOOST_TEST(!sink("lost\n"));
    BOOST_TEST(sink.flush(later()));
    // of the 1st, 2nd and 4th lost record, and of the 5th, since one was taken before it
    report const full{disk_full, "gated"};
    BOOST_TEST(reports.list == (report_list{{full, full, full, full}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_count_that_the_wrapped_sink_refuses_with_its_record_is_told_by_another) {
    gated_sink target;
    async_sink sink{target, {.on_error = [](std::error_code, std::string_view) {}}};
    auto const log_and_flush = [&] {
        basic_log_defer<manual_clock>{sink, manual_clock{start_time}};
        BOOST_TEST(sink.flush(later()));
    };
    target.fail(disk_full);
    for (int i = 0; i < 5; ++i) log_and_flush();
    target.fail({});
    log_and_flush();
    BOOST_TEST(target.calls().back() == instant_record(R"("dropped":{"records":5})"));
    BOOST_TEST(sink.take_dropped() == 0U);
}

BOOST_AUTO_TEST_CASE(what_the_wrapped_sink_counts_itself_is_told_too) {
    struct {
        std::uint64_t dropped = 2;
        void operator()(std::string_view) const {}
        std::uint64_t take_dropped() noexcept { return std::exchange(dropped, 0); }
        void return_dropped(std::uint64_t n) noexcept { dropped += n; }
    } target;
    async_sink sink{target};
    BOOST_TEST(sink.take_dropped() == 2U);
    BOOST_TEST(sink.take_dropped() == 0U);
}

BOOST_AUTO_TEST_CASE(a_hook_may_end_the_program) {
    auto const child = support::begin_child([] {
        ::alarm(20);  // ends a child that waits for itself
        static async_sink sink{[](std::string_view) { return disk_full; },
                               {.period = 0s, .on_error = [](std::error_code, std::string_view) { std::exit(0); }}};
        (void)sink("lost\n");
        ::pause();
        return false;
    });
    BOOST_TEST(support::succeeds(child));
}

BOOST_AUTO_TEST_CASE(of_a_batch_only_what_cannot_be_read_afterwards_is_lost) {
    gated_batch_sink target;
    shared_reports reports;
    async_sink sink{target, {.period = long_enough, .on_error = reports}};
    target.fail(disk_full, 8);
    for (std::string_view const record : {"one\n", "two\n", "three\n"}) (void)sink(record);
    BOOST_TEST(sink.flush(later()));
    auto const counters = sink.counters();
    BOOST_TEST(counters.records == 2U);
    BOOST_TEST(counters.bytes == 8U);
    BOOST_TEST(counters.dropped == 1U);
    BOOST_TEST(sink.take_dropped() == 1U);
    BOOST_TEST(reports.list == (report_list{{{disk_full, "gated"}}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_long_record_is_lost_only_if_it_cannot_be_read_afterwards) {
    gated_batch_sink target;
    shared_reports reports;
    auto options = small(overflow::block);
    options.on_error = reports;
    async_sink sink{target, options};
    std::string const large(block + 1, 'x');
    target.fail(disk_full, large.size());
    for (int i = 0; i < 2; ++i) BOOST_TEST(!sink(large));
    auto const counters = sink.counters();
    BOOST_TEST(counters.records == 2U);
    BOOST_TEST(counters.bytes == 2 * large.size());
    BOOST_TEST(counters.dropped == 0U);
    BOOST_TEST(counters.errors == 2U);
    BOOST_TEST(reports.list == (report_list{{{disk_full, "gated"}}}), boost::test_tools::per_element());
    target.fail(disk_full, large.size() - 1);
    BOOST_TEST(sink(large) == disk_full);
    BOOST_TEST(sink.counters().records == 2U);
    BOOST_TEST(sink.counters().dropped == 1U);
    BOOST_TEST(reports.list.size() == 1U);  // the log hears of it
}

BOOST_AUTO_TEST_CASE(a_wrapped_sink_that_logs_to_this_one_never_waits_for_itself) {
    support::require_no_wait_for_itself<async_sink>(small(overflow::block), full_record('x'),
                                                    std::string(block + 1, 'y'));
}

BOOST_AUTO_TEST_CASE(what_a_wrapped_sink_logs_at_the_end_is_written) {
    std::string text;
    async_sink* self = nullptr;
    {
        async_sink sink{[&](std::string_view record) {
                            text += record;
                            if (record == "last\n") (void)(*self)("echo\n");
                        },
                        {.period = long_enough}};
        self = &sink;
        (void)sink("last\n");
    }
    BOOST_TEST(text == "last\necho\n");
}

BOOST_AUTO_TEST_CASE(what_it_logs_without_end_is_told_to_the_hook) {
    shared_reports reports;
    async_sink* self = nullptr;
    {
        async_sink sink{[&](std::string_view) { (void)(*self)("again\n"); },
                        {.period = long_enough, .on_error = reports}};
        self = &sink;
        (void)sink("last\n");
    }
    BOOST_TEST(reports.list == (report_list{{{error::queue_full, ""}}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_thread_it_does_not_either) {
    async_sink* self = nullptr;
    std::error_code code;
    thread_error = EAGAIN;
    async_sink sink{[&](std::string_view record) {
                        if (record == "first\n") code = (*self)("second\n");
                    },
                    {.on_error = [](std::error_code, std::string_view) {}}};
    thread_error = 0;
    self = &sink;
    BOOST_TEST(!sink("first\n"));
    BOOST_TEST(code == std::make_error_code(std::errc::resource_deadlock_would_occur));
    BOOST_TEST(sink.counters().dropped == 1U);
}

BOOST_AUTO_TEST_CASE(without_a_thread_each_record_is_written_at_once) {
    gated_sink target;
    shared_reports reports;
    thread_error = EAGAIN;
    async_sink sink{target, {.on_error = reports}};
    thread_error = 0;
    report const no_thread{{EAGAIN, std::generic_category()}, "gated"};
    BOOST_TEST(reports.list == report_list{{no_thread}}, boost::test_tools::per_element());
    BOOST_TEST(!sink("one\n"));
    BOOST_TEST(target.text() == "one\n");
    BOOST_TEST(sink.flush(later()));
    target.fail(disk_full);
    BOOST_TEST(sink("two\n") == disk_full);
    BOOST_TEST(sink.counters().records == 1U);
    BOOST_TEST(sink.counters().dropped == 1U);
    BOOST_TEST(reports.list.size() == 1U);  // the error is reported to the log
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(the_counters_say_what_is_in_the_queue) {
    gated_sink target;
    async_sink sink{target, small(overflow::block)};
    BOOST_TEST(sink.counters().queued_records == 0U);
    BOOST_TEST((sink.counters().oldest == 0ns));
    fill(sink, target);
    auto const full = sink.counters();
    BOOST_TEST(full.queued_records == 9U);
    BOOST_TEST(full.queued_bytes == 9 * block);
    BOOST_TEST((full.oldest > 0ns));
    target.open();
    BOOST_TEST(sink.flush(later()));
    auto const empty = sink.counters();
    BOOST_TEST(empty.queued_records == 0U);
    BOOST_TEST(empty.records == 9U);
    BOOST_TEST(empty.bytes == 9 * block);
    BOOST_TEST((empty.oldest == 0ns));
}

BOOST_AUTO_TEST_CASE(a_child_process_leaves_the_queue_to_its_parent_and_writes_its_own_at_once) {
    support::temporary_file const file;
    {
        async_sink sink{[&](std::string_view text) {
                            std::FILE* const out = std::fopen(file.name().c_str(), "a");
                            std::fwrite(text.data(), 1, text.size(), out);
                            std::fclose(out);
                        },
                        {.period = long_enough}};
        (void)sink("parent\n");
        sink.return_dropped(3);  // which the parent will report
        BOOST_TEST(support::child_succeeds([&] {
            bool const ok = !sink("child\n") && sink.flush(later()) && sink.take_dropped() == 0
                            && sink.counters().queued_records == 0;
            std::destroy_at(&sink);
            return ok;
        }));
        BOOST_TEST(file.text() == "child\n");
    }
    BOOST_TEST(file.text() == "child\nparent\n");
}

BOOST_AUTO_TEST_CASE(a_child_process_does_not_wait_for_a_thread_of_its_parent) {
    gated_sink target;  // which the parent's thread is in at the moment
    int calls = 0;
    async_sink sink{[&](std::string_view text) {
                        if (text == "child\n") {
                            ++calls;
                        } else {
                            (void)target(text);
                        }
                    },
                    {.period = 0s}};
    target.close();
    (void)sink("parent\n");
    target.await_calls(1);
    BOOST_TEST(support::child_succeeds([&] { return !sink("child\n") && calls == 1; }));
    target.open();
}
