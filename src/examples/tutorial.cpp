// SPDX-License-Identifier: BSL-1.0

// The steps of `docs/tutorial.md`: one program, which grows with each of them.

#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

void step_1() {
    std::cout << "== step_1\n";
    //[step_1
    logdefer::log_defer log{std::cout};
    log.info("hello");
    //]
}

//[find
struct order {
    int id;
    std::string customer;
    double total;
};

std::optional<order> find(auto& log, int id) {
    if (id != 7 && id != 8) {
        log.warn("no such order", {{"id", id}});
        return {};
    }
    order found{id, id == 7 ? "Jane Doe" : "John Roe", id * 10.5};
    log.info("found", {{"customer", found.customer}, {"total", found.total}});
    return found;
}
//]

void step_2() {
    std::cout << "== step_2\n";
    //[step_2
    logdefer::log_defer log{std::cout};
    log.data("order", 7);
    log["status"] = find(log, 7) ? 200 : 404;
    //]
}

//[handle
void charge(auto& log, order const& o) {
    auto const timer = log.timer("bank");  // stops at the end of the function
    log.debug([&] { return "charging " + o.customer; });
    if (o.total > 80) throw std::runtime_error{"card expired"};
}

int handle(auto& log, int id) {
    log.data("order", id);
    auto const found = find(log, id);
    if (!found) return 404;
    charge(log, *found);
    return 200;
}
//]

void step_3() {
    std::cout << "== step_3\n";
    //[step_3
    logdefer::log_defer log{std::cout};
    log["status"] = handle(log, 7);
    //]
}

//[serve
void serve(auto& log, int id) {
    try {
        log["status"] = handle(log, id);
    } catch (std::exception const& e) {
        log.exception(e);
        log.outcome(logdefer::outcome::failed);
        log["status"] = 500;
    }
}
//]

void step_4() {
    std::cout << "== step_4\n";
    //[step_4
    try {
        logdefer::log_defer log{std::cout};
        handle(log, 8);
    } catch (std::runtime_error const& e) {
        std::cout << "by now the record is written: " << e.what() << '\n';
    }
    logdefer::log_defer log{std::cout};
    serve(log, 8);
    //]
}

void step_5() {
    std::cout << "== step_5\n";
    //[step_5
    logdefer::file_sink sink{"requests.log"};
    for (int id : {7, 8, 9}) {
        logdefer::log_defer log{sink, {.verbosity = 30}};
        serve(log, id);
    }
    //]
    std::cout << std::ifstream{"requests.log"}.rdbuf();
}

void step_7() {
    std::cout << "== step_7\n";
    //[step_7
    logdefer::log_defer log{std::cout};
    serve(log, 7);
    std::thread mailer{[log = log.fork()]() mutable {
        auto const timer = log.timer("mail");
        log.info("confirmation sent");
    }};  // the fork ends with the thread
    log.data("mailer", "started");
    mailer.join();
    //]
}

//[coroutine
struct task {  // a coroutine that begins at once, and that nobody waits for
    struct promise_type {
        task get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

struct bank {  // answers when `waiting` is resumed
    std::coroutine_handle<> waiting;

    static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine) noexcept { waiting = coroutine; }
    static void await_resume() noexcept {}
};

task charge_later(bank& b, int id) {
    logdefer::log_defer log{std::cout};
    log.data("order", id);
    auto const timer = log.timer("whole");
    co_await logdefer::timed(log, "bank", b);
    log.info("paid");
}
//]

void step_8() {
    std::cout << "== step_8\n";
    //[step_8
    bank slow;
    bank fast;
    charge_later(slow, 7);
    charge_later(fast, 8);
    fast.waiting.resume();
    slow.waiting.resume();
    //]
}

bool step_9() {
    std::cout << "== step_9\n";
    //[step_9
    logdefer::manual_clock const clock;  // stands still until it is told to move
    logdefer::capturing_sink sink;
    {
        logdefer::basic_log_defer<logdefer::manual_clock> log{sink, clock};
        clock.advance(5ms);
        serve(log, 9);
    }
    logdefer::testing::plain_record const expected{
        .end = 5ms,
        .data = {{"order", 9}, {"status", 404}},
        .logs = {{5ms, 20, "no such order", {{{"id", 9}}}}},
    };
    bool const passed = sink.last() == expected;
    std::cout << sink.last() << (passed ? "passed\n" : "failed\n");
    //]
    return passed;
}

//[policies
struct simulated_clock {
    static inline std::chrono::milliseconds now{0};  // since the start of the simulation

    static std::chrono::nanoseconds wall() noexcept { return 1'700'000'000s + now; }
    static std::int64_t ticks() noexcept { return now.count(); }
    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept { return std::chrono::milliseconds{ticks}; }
};

struct shop_levels : logdefer::default_levels {
    static constexpr int threshold = 30;  // calls of debug generate no code
    static constexpr std::string_view name(int level) noexcept {
        return level == 25 ? "audit" : default_levels::name(level);
    }

    template <class Log>
    struct members : default_levels::members<Log> {
        LOGDEFER_LEVEL(audit, 25)
    };
};

struct one_line {  // the duration, and the messages with their levels
    static std::error_code append(logdefer::record_view const& record, logdefer::output_buffer& out) {
        out.append(std::to_string(record.end() / 1ms) + " ms");
        for (auto const line : record.logs()) {
            out.append(", ");
            out.append(shop_levels::name(line.level()));
            out.append(": ");
            out.append(line.message().text());
        }
        out.append('\n');
        return {};
    }
};

using shop_log = logdefer::basic_log_defer<simulated_clock, one_line, shop_levels>;
//]

void step_10() {
    std::cout << "== step_10\n";
    //[step_10
    shop_log log{std::cout};
    log.audit("asked by the auditor");
    simulated_clock::now += 250ms;
    serve(log, 7);
    //]
}

int main() {
    step_1();
    step_2();
    step_3();
    step_4();
    step_5();
    step_7();
    step_8();
    bool const passed = step_9();
    step_10();
    return passed ? 0 : 1;
}
