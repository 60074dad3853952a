// SPDX-License-Identifier: BSL-1.0

// One record, written by several logs: on other threads, and in tasks that end in any order.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <iostream>
#include <string_view>
#include <thread>

using namespace std::chrono_literals;
using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

void on_another_thread() {
    std::cout << "== thread\n";
    //[thread
    log_type log{std::cout};
    log.info("order accepted");
    std::thread mailer{[log = log.fork()]() mutable {
        auto timer = log.timer("mail");
        log.info("confirmation sent");
    }};  // the fork ends with the thread
    log.data("order", 4711);
    mailer.join();
    //]
}

void in_order() {
    std::cout << "== order\n";
    logdefer::manual_clock clock;
    //[order
    log_type log{std::cout, clock};
    auto prices = log.fork();
    auto stock = log.fork();
    auto query = stock.timer("stock");
    clock.advance(1ms);
    prices.info("price found");
    prices.data({{"shop", "b"}, {"price", 1999}});
    clock.advance(1ms);
    stock.info("in stock");
    stock.data("shop", "a");
    query.stop();
    log.info("all asked");
    log.data("shop", "none");
    auto const code = log.finish();  // error::pending: two forks live
    (void)stock.finish();            // error::pending
    clock.advance(1ms);
    (void)prices.finish();  // the last: it writes the record
    //]
    std::cout << code.message() << '\n';
}

void without_waiting() {
    std::cout << "== now\n";
    logdefer::manual_clock clock;
    //[now
    auto const report = [](std::error_code code, std::string_view subject) {
        std::cout << "hook: " << code.message() << ' ' << subject << '\n';
    };
    log_type log{std::cout, clock, logdefer::settings{.on_error = report}};
    auto slow = log.fork();
    auto timer = slow.timer("slow query");
    slow.info("never seen");
    log.warn("answered without the slow part");
    (void)log.finish_now();  // writes the record
    (void)slow.finish();     // error::late
    timer.stop();            // late, too
    //]
}

void cancelled() {
    std::cout << "== cancel\n";
    //[cancel
    log_type log{std::cout};
    auto fast = log.fork();
    auto slow = log.fork();
    fast.info("the fast one found it");
    slow.info("still searching");
    slow.cancel();  // what it recorded is left out
    (void)fast.finish();
    //]
}

int main() {
    on_another_thread();
    in_order();
    without_waiting();
    cancelled();
}
