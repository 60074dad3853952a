// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <logdefer/sinks/file_sink.hpp>

#include "support/child.hpp"
#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using logdefer::error;
using logdefer::manual_clock;
using support::begin_child;
using support::child_succeeds;
using support::succeeds;
using support::temporary_file;
using namespace logdefer::test;
using log_type = logdefer::basic_log_defer<manual_clock>;
using counts = std::map<std::string, int>;

/// Returns how many times each message occurs in a file of records.
counts messages_in(std::string const& text) {
    counts found;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        logdefer::record r;
        BOOST_REQUIRE(logdefer::read_record(line, r));
        for (auto const l : r.view().logs()) ++found[std::string{l.message().text()}];
    }
    return found;
}

bool is_over(log_type& log) {
    std::string text = "unchanged";
    logdefer::record record;
    return !log.is_open() && log.finish(text) == error::not_open && text == "unchanged"
           && log.finish(record) == error::not_open && record.empty() && !log.finish() && !log.finish_now();
}

// Runs at `exit`, and finds memory that only the parent's other threads referred to.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool looks_for_leaks = true;
#elif defined(__has_feature)
constexpr bool looks_for_leaks = __has_feature(address_sanitizer);
#else
constexpr bool looks_for_leaks = false;
#endif

// Of a program that leaves by `exit`.
std::optional<log_type> static_log;
thread_local std::optional<log_type> thread_local_log;

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_log_that_was_open_at_a_fork_is_over_in_the_child, log_fixture) {
    log.info("before");
    BOOST_TEST(child_succeeds([&] {
        log.info("in vain");
        log.data("in", "vain");
        return is_over(log) && sink.size() == 0 && reports.empty();
    }));
    log.info("after");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"before"],[0.000000,30,"after"])"));
}

BOOST_AUTO_TEST_CASE(the_parents_record_is_written_once_however_the_child_ends_its_log) {
    temporary_file const file;
    logdefer::file_sink sink{file.name()};
    log_type log{sink};
    log.info("once");
    auto const no_more_than = [](auto end) {
        return [end] {
            end();
            return true;
        };
    };
    BOOST_TEST(child_succeeds(no_more_than([&] { (void)log.finish(); })));
    BOOST_TEST(child_succeeds(no_more_than([&] { (void)log.finish_now(); })));
    BOOST_TEST(child_succeeds(no_more_than([&] { log.cancel(); })));
    BOOST_TEST(child_succeeds(no_more_than([&] { log_type const moved{std::move(log)}; })));
    BOOST_TEST(child_succeeds(no_more_than([&] { log = log_type{[](std::string_view) {}}; })));
    BOOST_TEST(child_succeeds(no_more_than([&] { log.~log_type(); })));
    BOOST_TEST(child_succeeds(no_more_than([&] { std::exit(0); })));
    BOOST_TEST(child_succeeds(no_more_than([&] { ::execl("/bin/true", "true", nullptr); })));
    BOOST_TEST(file.text() == "");
    BOOST_TEST(!log.finish());
    BOOST_TEST((messages_in(file.text()) == counts{{"once", 1}}));
}

BOOST_AUTO_TEST_CASE(a_child_that_exits_leaves_static_and_thread_local_logs_to_its_parent) {
    temporary_file const file;
    logdefer::file_sink sink{file.name()};
    static_log.emplace(sink);
    static_log->info("static");
    thread_local_log.emplace(sink);
    thread_local_log->info("thread_local");
    BOOST_TEST(child_succeeds([&]() -> bool { std::exit(0); }));
    BOOST_TEST(file.text() == "");
    static_log.reset();
    thread_local_log.reset();
    BOOST_TEST((messages_in(file.text()) == counts{{"static", 1}, {"thread_local", 1}}));
}

BOOST_FIXTURE_TEST_CASE(timers_of_the_parents_logs_are_inert_in_the_child, log_fixture) {
    auto open = log.timer("open");
    std::optional<logdefer::timer_scope<manual_clock>> late;
    {
        log_type done{sink, clock, logdefer::settings{.on_error = reports}};
        late.emplace(done.timer("late"));
    }
    BOOST_TEST(child_succeeds([&] {
        late.reset();
        bool const over = is_over(log);
        open.stop();
        return over && reports.empty() && sink.size() == 1;
    }));
    late.reset();
    BOOST_TEST(reports.size() == 1U);
    clock.advance(std::chrono::milliseconds{1});
    open.stop();
    BOOST_TEST(finish() == record_of(R"("end":0.001000,"timers":[["open",0.000000,0.001000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_record_with_forks_is_the_parents_though_all_its_logs_end_in_the_child, log_fixture) {
    auto fork = log.fork();
    auto grandchild = fork.fork();
    fork.info("fork");
    BOOST_TEST(child_succeeds([&] {
        return !log.fork().is_open() && is_over(grandchild) && is_over(log) && is_over(fork) && sink.size() == 0
               && reports.empty();
    }));
    (void)grandchild.finish();
    (void)fork.finish();
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"fork"])"));
}

BOOST_FIXTURE_TEST_CASE(a_fork_that_is_late_already_is_silent_in_the_child, log_fixture) {
    auto fork = log.fork();
    (void)log.finish_now();
    BOOST_TEST(child_succeeds([&] { return is_over(fork) && reports.empty(); }));
    BOOST_TEST(fork.finish() == error::late);
    BOOST_TEST(reports.size() == 1U);
}

BOOST_AUTO_TEST_CASE(logs_begun_in_the_child_work_and_reuse_what_the_parent_had_kept) {
    temporary_file const file;
    logdefer::file_sink sink{file.name()};
    {
        std::vector<log_type> kept;
        for (int i = 0; i < 100; ++i) kept.emplace_back([](std::string_view) {});
    }
    log_type const parents{sink};
    BOOST_TEST(child_succeeds([&] {
        for (int i = 0; i < 200; ++i) {
            log_type log{sink};
            auto fork = log.fork();
            std::thread{[&] { fork.info("child's"); }}.join();
        }
        return true;
    }));
    BOOST_TEST((messages_in(file.text()) == counts{{"child's", 200}}));
}

BOOST_AUTO_TEST_CASE(a_sink_that_the_log_owns_is_neither_called_nor_destroyed_in_the_child) {
    temporary_file const file;
    {
        std::ofstream stream{file.name()};
        stream << "buffered\n";
        log_type log{std::move(stream)};
        BOOST_TEST(child_succeeds([&] { return is_over(log); }));
        BOOST_TEST(file.text() == "");
    }
    BOOST_TEST(file.text().starts_with("buffered\n{"));
    BOOST_TEST(file.text().find("buffered", 1) == std::string::npos);

    auto const owned = std::make_shared<int>();
    log_type log{[owned](std::string_view) {}};
    BOOST_TEST(child_succeeds([&] { return is_over(log) && owned.use_count() == 2; }));
}

BOOST_AUTO_TEST_CASE(an_adopted_log_is_written_by_the_child) {
    temporary_file const file;
    logdefer::file_sink sink{file.name()};
    log_type log{sink};
    log.info("before");
    BOOST_TEST(child_succeeds([&] {
        log.adopt();
        log.info("adopted");
        return log.is_open() && !log.finish() && !log.is_open();
    }));
    log.cancel();
    BOOST_TEST((messages_in(file.text()) == counts{{"before", 1}, {"adopted", 1}}));
}

BOOST_FIXTURE_TEST_CASE(adopting_a_log_of_the_process_itself_or_one_that_is_over_changes_nothing, log_fixture) {
    log.adopt();
    BOOST_TEST(log.is_open());
    log.info("m");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m"])"));
    log.adopt();
    BOOST_TEST(!log.is_open());
}

BOOST_AUTO_TEST_CASE(an_adopted_record_has_its_forks_and_late_timers) {
    temporary_file const file;
    logdefer::file_sink sink{file.name()};
    report_list reports;
    log_type log{sink, logdefer::settings{.on_error = reports}};
    auto fork = log.fork();
    auto timer = log.timer("late");
    fork.info("fork");
    BOOST_TEST(child_succeeds([&] {
        log.adopt();
        auto another = log.fork();
        another.info("another");
        bool const waits = log.finish() == error::pending && another.finish() == error::pending;
        bool const goes_out = !fork.finish();
        timer.stop();
        return waits && goes_out && reports == report_list{{report{error::late, "late"}}};
    }));
    log.cancel();
    BOOST_TEST((messages_in(file.text()) == counts{{"fork", 1}, {"another", 1}}));
}

BOOST_AUTO_TEST_CASE(a_child_that_adopts_a_log_does_not_run_the_probes_of_its_parent) {
    temporary_file const file;
    logdefer::file_sink sink{file.name()};
    log_type log{sink, manual_clock{start_time}};
    int calls = 0;
    log["parent"] = log.if_kept([&] { return ++calls; });
    BOOST_TEST(child_succeeds([&] {
        log.adopt();
        log["child"] = log.if_kept([] { return "run"; });
        return !log.finish() && calls == 0;
    }));
    BOOST_TEST(file.text() == instant_record(R"("data":{"parent":null,"child":"run"},"dropped":{"probes":1})"));
    file.clear();
    BOOST_TEST(!log.finish());
    BOOST_TEST(file.text() == instant_record(R"("data":{"parent":1})"));
}

BOOST_AUTO_TEST_CASE(a_child_gives_its_records_other_ids_than_its_parent) {
    temporary_file const file;
    logdefer::file_sink sink{file.name()};
    logdefer::settings const with_ids{.id = true};
    auto const write_some = [&] {
        for (int i = 0; i < 10; ++i) (void)log_type{sink, with_ids}.finish();
        return true;
    };
    (void)write_some();  // so that the state of this thread exists before the fork
    log_type adopted{sink, with_ids};
    BOOST_TEST(child_succeeds([&] {
        adopted.adopt();
        return !adopted.finish() && write_some();
    }));
    BOOST_TEST(!adopted.finish());
    (void)write_some();
    std::map<std::string, int> ids;
    std::istringstream lines{file.text()};
    for (std::string line; std::getline(lines, line);) ++ids[line.substr(line.find(R"("id":)"))];
    BOOST_TEST(ids.size() == 32U);
}

BOOST_AUTO_TEST_CASE(a_daemon_takes_its_log_along_through_two_forks) {
    temporary_file const file;
    BOOST_TEST(child_succeeds([&] {  // the program
        logdefer::file_sink sink{file.name()};
        log_type log{sink};
        log.info("started");
        auto const daemon = [&] {
            log.adopt();
            log.info("daemon runs");
            pid_t const worker = begin_child([&] { return is_over(log); });
            return succeeds(worker) && !log.finish();
        };
        pid_t const session = begin_child([&] {  // leaves by _exit, with its log open, as does the program
            ::setsid();
            return succeeds(begin_child(daemon));
        });
        ::_exit(succeeds(session) ? 0 : 1);
        return true;
    }));
    BOOST_TEST((messages_in(file.text()) == counts{{"started", 1}, {"daemon runs", 1}}));
}

BOOST_AUTO_TEST_CASE(a_service_forks_workers_while_its_threads_log) {
    constexpr int threads = 4;
    constexpr int workers = 60;
    temporary_file const file;
    logdefer::file_sink sink{file.name()};
    std::atomic<int> most = 0;  // the number of records of each thread so far; negative: stop
    std::vector<std::thread> service;
    std::vector<int> written(threads);
    for (int t = 0; t < threads; ++t) {
        service.emplace_back([&, t] {
            int& n = written[static_cast<std::size_t>(t)];
            for (int limit = 0; (limit = most.load()) >= 0;) {
                if (n >= limit) {
                    std::this_thread::yield();
                    continue;
                }
                logdefer::basic_log_defer<> log{sink};
                auto fork = log.fork();
                fork.info(std::to_string(t) + '/' + std::to_string(n++));
            }
        });
    }
    logdefer::basic_log_defer<> open{sink};
    open.info("the service's");
    counts expected{{"the service's", 1}};
    for (int w = 0; w < workers; ++w) {
        std::string const name = "worker " + std::to_string(w);
        expected[name] = 20;
        most += 100;
        BOOST_TEST(child_succeeds([&]() -> bool {
            for (int i = 0; i < 20; ++i) {
                logdefer::basic_log_defer<> log{sink};
                log.info(name);
            }
            if (w % 3 == 0 && !looks_for_leaks) std::exit(0);
            if (w % 3 == 1) ::execl("/bin/true", "true", nullptr);
            return !open.is_open() && !open.finish();
        }));
    }
    most = -1;
    for (auto& t : service) t.join();
    BOOST_TEST(!open.finish());
    for (int t = 0; t < threads; ++t) {
        for (int n = 0; n < written[static_cast<std::size_t>(t)]; ++n) {
            expected[std::to_string(t) + '/' + std::to_string(n)] = 1;
        }
    }
    BOOST_TEST((messages_in(file.text()) == expected));
}
