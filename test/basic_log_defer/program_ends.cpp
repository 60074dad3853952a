// SPDX-License-Identifier: BSL-1.0
// Tests how the ways in which a thread or a program can end affect open logs: the rows of the table in docs/howto.md.
#include <logdefer/basic_log_defer.hpp>
#include <logdefer/sinks/file_sink.hpp>

#include "support/child.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <pthread.h>
#include <semaphore.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using log_type = logdefer::basic_log_defer<>;
using logdefer::file_sink;

/// Returns the first outcome in the text of records; empty if there is none.
std::string outcome_in(std::string const& text) {
    std::string_view const member = R"("outcome":")";
    auto const at = text.find(member);
    if (at == text.npos) return {};
    auto const begin = at + member.size();
    return text.substr(begin, text.find('"', begin) - begin);
}

/// Returns the outcomes of two logs that are open when a child process runs `end`: one on the stack, one static.
template <class End>
std::string records_of(End end) {
    support::temporary_file const file;
    auto const child = support::begin_child([&]() -> bool {
        struct ::rlimit const no_core{};
        ::setrlimit(RLIMIT_CORE, &no_core);
        for (int const s : {SIGABRT, SIGTERM}) std::signal(s, SIG_DFL);  // Boost.Test would catch them
        std::set_terminate(std::abort);
        static file_sink sink{file.name()};
        static log_type global{sink};
        global.data("log", "static");
        log_type local{sink};
        local.data("log", "local");
        end(local);
        return true;
    });
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    std::string found;
    std::string const text = file.text();
    for (std::string_view const what : {"local", "static"}) {
        if (text.find(what) != text.npos) found += std::string{what} + " ";
    }
    return found + outcome_in(text);
}

log_type* the_log = nullptr;

/// Runs on a thread of its own, since the test's thread would catch the exception.
void throw_what_nobody_catches() {
    std::thread{[] { throw std::runtime_error{"uncaught"}; }}.join();
}

/// Runs `end` on a thread with a log on its stack, and returns the outcome of that log.
template <class End>
std::string records_of_thread(End end, bool cancel = false) {
    struct work {
        logdefer::basic_log_defer<> log;
        End end;
        ::sem_t begun;
    };
    std::string text;
    auto const keep = [&](std::string_view t) { text = t; };
    work w{log_type{keep}, end, {}};
    ::sem_init(&w.begun, 0, 0);
    ::pthread_t thread{};
    auto const run = [](void* argument) -> void* {
        auto& mine = *static_cast<work*>(argument);
        log_type const log{std::move(mine.log)};
        ::sem_post(&mine.begun);
        mine.end();
        return nullptr;
    };
    BOOST_REQUIRE(::pthread_create(&thread, nullptr, run, &w) == 0);
    while (::sem_wait(&w.begun) != 0) {
    }
    if (cancel) ::pthread_cancel(thread);
    ::pthread_join(thread, nullptr);
    ::sem_destroy(&w.begun);
    if (auto const said = outcome_in(text); !said.empty()) return said;
    return text.empty() ? "no record" : "a record without an outcome";
}

}  // namespace

BOOST_AUTO_TEST_CASE(exit_writes_static_logs_only) {
    BOOST_TEST(records_of([](log_type&) { std::exit(0); }) == "static ");
}

BOOST_AUTO_TEST_CASE(quick_exit_and_underscore_exit_write_none) {
    BOOST_TEST(records_of([](log_type&) { std::quick_exit(0); }) == "");
    BOOST_TEST(records_of([](log_type&) { ::_exit(0); }) == "");
}

BOOST_AUTO_TEST_CASE(quick_exit_writes_what_a_handler_ends) {
    BOOST_TEST(records_of([](log_type& log) {
                   the_log = &log;
                   std::at_quick_exit([] { (void)the_log->finish(); });
                   std::quick_exit(0);
               })
               == "local ");
}

BOOST_AUTO_TEST_CASE(a_signal_that_nobody_handles_writes_none) {
    BOOST_TEST(records_of([](log_type&) { std::raise(SIGTERM); }) == "");
}

BOOST_AUTO_TEST_CASE(a_signal_that_is_waited_for_writes_what_the_program_ends) {
    BOOST_TEST(records_of([](log_type& log) {
                   ::sigset_t set{};
                   ::sigemptyset(&set);
                   ::sigaddset(&set, SIGTERM);
                   ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
                   std::raise(SIGTERM);
                   int signal = 0;
                   ::sigwait(&set, &signal);
                   log.outcome("terminated");
                   (void)log.finish();
                   std::exit(0);
               })
               == "local static terminated");
}

BOOST_AUTO_TEST_CASE(an_exception_that_nobody_catches_writes_none) {
    BOOST_TEST(records_of([](log_type&) { throw_what_nobody_catches(); }) == "");
}

BOOST_AUTO_TEST_CASE(an_exception_that_nobody_catches_writes_what_the_terminate_handler_ends) {
    BOOST_TEST(records_of([](log_type& log) {
                   the_log = &log;
                   std::set_terminate([] {
                       the_log->exception();
                       the_log->outcome(logdefer::outcome::exception);
                       (void)the_log->finish();
                       std::abort();
                   });
                   throw_what_nobody_catches();
               })
               == "local exception");
}

BOOST_AUTO_TEST_CASE(abort_writes_none) {
    BOOST_TEST(records_of([](log_type&) { std::abort(); }) == "");
}

BOOST_AUTO_TEST_CASE(a_thread_that_exits_ends_its_logs_without_an_outcome) {
    BOOST_TEST(records_of_thread([] { ::pthread_exit(nullptr); }) == "a record without an outcome");
}

BOOST_AUTO_TEST_CASE(a_thread_that_is_cancelled_ends_its_logs_without_an_outcome) {
    BOOST_TEST(records_of_thread(
                   [] {
                       while (true) ::pause();
                   },
                   true)
               == "a record without an outcome");
}
