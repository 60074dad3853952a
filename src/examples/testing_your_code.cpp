// SPDX-License-Identifier: BSL-1.0

// How a test compares a whole record with one expected value.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <iostream>
#include <string_view>

//[code_under_test
template <class Log>
bool withdraw(Log& log, int balance, int amount) {
    auto timer = log.timer("withdraw");
    log.data("amount", amount);
    if (amount > balance) {
        log.warn("insufficient funds", {{"missing", amount - balance}});
        return false;
    }
    log.info("paid out");
    return true;
}
//]

bool without_advance() {
    using namespace std::chrono_literals;
    using logdefer::testing::plain_record;
    std::cout << "== still\n";
    //[still
    logdefer::capturing_sink sink;
    {
        logdefer::basic_log_defer<logdefer::manual_clock> log{sink};  // nobody advances its clock
        auto timer = log.timer("withdraw");
    }
    std::cout << sink.texts().front();
    bool const passed = sink.last() == plain_record{.end = 1us, .timers = {{"withdraw", 0us, 1us}}};
    //]
    return passed;
}

int main() {
    std::cout << "== test\n";
    //[test
    using namespace std::chrono_literals;
    using logdefer::testing::plain_record;

    logdefer::manual_clock clock;  // stands still at 1 700 000 000 s until it is told to move
    logdefer::capturing_sink sink;
    {
        logdefer::basic_log_defer<logdefer::manual_clock> log{sink, clock};
        clock.advance(5ms);
        withdraw(log, 100, 130);
        clock.advance(1ms);
    }
    plain_record const expected{
        .end = 6ms,
        .data = {{"amount", 130}},
        .logs = {{5ms, 20, "insufficient funds", {{{"missing", 30}}}}},
        .timers = {{"withdraw", 5ms, 5ms}},
    };
    bool const passed = sink.last() == expected;  // BOOST_TEST(sink.last() == expected), EXPECT_EQ(...)
    //]
    std::cout << sink.last() << (passed ? "passed\n" : "failed\n");
    return passed && without_advance() ? 0 : 1;
}
