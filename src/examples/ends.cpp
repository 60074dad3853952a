// SPDX-License-Identifier: BSL-1.0

// The ways in which a transaction can end.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <iostream>
#include <stdexcept>
#include <string>

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

void by_exception() {
    std::cout << "== exception\n";
    //[exception
    try {
        log_type log{std::cout};
        log.info("about to fail");
        throw std::runtime_error{"disk full"};
    } catch (std::runtime_error const&) {
    }
    //]
}

void by_outcome() {
    std::cout << "== outcome\n";
    //[outcome
    log_type log{std::cout};
    log.outcome(logdefer::outcome::cancelled);  // the client went away
    //]
}

void by_words() {
    std::cout << "== words\n";
    //[words
    log_type log{std::cout};
    try {
        throw std::runtime_error{"card expired"};
    } catch (std::exception const& e) {
        log.exception(e);                // a line of level 10
        log.outcome("payment refused");  // or logdefer::outcome::failed
    }
    //]
}

void into_a_string() {
    std::cout << "== string\n";
    //[string
    log_type log{std::cout};
    log.info("for the caller, not for the sink");
    std::string line;
    std::error_code const code = log.finish(line);  // std::cout gets nothing
    log.info("too late: ignored");
    //]
    std::cout << "code " << code.value() << ", open " << log.is_open() << ": " << line;
}

void without_a_record() {
    std::cout << "== cancel\n";
    //[cancel
    log_type log{std::cout};
    log.info("health check");
    log.cancel();  // no record
    //]
}

void with_a_failing_sink() {
    std::cout << "== hook\n";
    //[hook
    auto const report = [](std::error_code code, std::string_view subject) {
        std::cout << subject << ": " << code.message() << '\n';
    };
    logdefer::file_sink sink{"no/such/folder/requests.log"};
    logdefer::log_defer log{sink, {.on_error = report}};
    std::error_code const code = log.finish();  // the hook has heard of it, too
    //]
    std::cout << code.message() << '\n';
}

void idle() {
    std::cout << "== idle\n";
    //[idle
    log_type log{std::cout, {.first_capacity = 1024}};  // bytes; 1024 is the least
    log.info("waits for news");
    //]
}

int main() {
    by_exception();
    by_outcome();
    by_words();
    into_a_string();
    without_a_record();
    with_a_failing_sink();
    idle();
}
