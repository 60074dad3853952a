// SPDX-License-Identifier: BSL-1.0
#include <logdefer/asio.hpp>

#include "bound_fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using testing::interval;

template <class Token>
auto measured(char const* name, Token&& token) {
    return logdefer::timed<log_type>(name, std::forward<Token>(token));
}

struct token_fixture : bound_fixture {
    asio::steady_timer event{io, asio::steady_timer::time_point::max()};

    /// Runs `start`, bound to the log; the operation that it starts takes 5 us.
    template <class Start>
    void run_operation(Start start) {
        asio::post(bind(io, log), std::move(start));
        (void)step();
        clock.advance(5us);
        event.cancel();
        run();
        clock.advance(100us);
    }

    void expect_5_us(char const* name) { BOOST_TEST((record().timers == std::vector<interval>{{name, 0us, 5us}})); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_timed_operation, token_fixture)

BOOST_AUTO_TEST_CASE(is_a_timer_from_its_start_to_its_completion) {
    auto const waiting = [&]() -> task<> {
        co_await event.async_wait(measured("wait", asio::as_tuple(asio::use_awaitable)));
        clock.advance(100us);
    };
    asio::co_spawn(bind(io, log), waiting, asio::detached);
    (void)step();
    clock.advance(5us);
    event.cancel();
    run();
    expect_5_us("wait");
}

BOOST_AUTO_TEST_CASE(passes_on_results_and_errors) {
    run_bound([&]() -> task<> {
        asio::local::stream_protocol::socket here{io};
        asio::local::stream_protocol::socket there{io};
        asio::local::connect_pair(here, there);
        auto const sent =
            co_await asio::async_write(here, asio::buffer("hello", 5), measured("write", asio::use_awaitable));
        BOOST_TEST(sent == 5U);
        here.close();
        std::string text(9, ' ');
        auto const [failure, read] =
            co_await asio::async_read(there, asio::buffer(text), measured("read", asio::as_tuple(asio::use_awaitable)));
        BOOST_TEST(failure == asio::error::eof);
        BOOST_TEST(read == 5U);
        BOOST_CHECK_THROW(co_await asio::async_read(there, asio::buffer(text), measured("again", asio::use_awaitable)),
                          boost::system::system_error);
    });
    BOOST_TEST(record().timers.size() == 3U);
}

BOOST_AUTO_TEST_CASE(can_have_a_callback) {
    run_operation([&] { event.async_wait(measured("callback", [](auto) {})); });
    expect_5_us("callback");
}

BOOST_AUTO_TEST_CASE(can_have_a_callback_that_can_only_be_moved) {
    run_operation([&] { event.async_wait(measured("moved", [only = std::make_unique<int>(1)](auto) {})); });
    expect_5_us("moved");
}

BOOST_AUTO_TEST_CASE(can_have_a_future) {
    std::future<void> done;
    run_operation([&] { done = event.async_wait(measured("future", asio::use_future)); });
    BOOST_CHECK_THROW(done.get(), boost::system::system_error);
    expect_5_us("future");
}

BOOST_AUTO_TEST_CASE(starts_when_it_is_started_and_not_when_it_is_deferred) {
    auto operation = std::optional{event.async_wait(measured("deferred", asio::deferred))};
    clock.advance(1us);
    asio::post(bind(io, log), [&] { std::move (*operation)([](auto) {}); });
    (void)step();
    clock.advance(4us);
    event.cancel();
    run();
    BOOST_TEST((record().timers == std::vector<interval>{{"deferred", 1us, 5us}}));
}

BOOST_AUTO_TEST_CASE(runs_its_handler_on_the_handlers_executor) {
    auto const executor = bind(io, log);
    run_operation([&] {
        event.async_wait(measured("on it", asio::bind_executor(executor, [&](auto) { (void)current_log(); })));
    });
    expect_5_us("on it");
}

BOOST_AUTO_TEST_CASE(can_be_cancelled_by_its_slot) {
    asio::cancellation_signal signal;
    bool cancelled = false;
    asio::post(bind(io, log), [&] {
        event.async_wait(measured("wait", asio::bind_cancellation_slot(signal.slot(), [&](auto why) {
                                      cancelled = why == asio::error::operation_aborted;
                                  })));
    });
    (void)step();
    clock.advance(5us);
    signal.emit(asio::cancellation_type::all);
    run();
    BOOST_TEST(cancelled);
    expect_5_us("wait");
}

BOOST_AUTO_TEST_CASE(stops_where_its_handler_is_destroyed) {
    auto context = std::make_unique<asio::io_context>();
    asio::post(bind(*context, log), [&] {
        auto const never = std::make_shared<asio::steady_timer>(*context, asio::steady_timer::time_point::max());
        never->async_wait(measured("wait", [never](auto) {}));
    });
    (void)context->poll();
    clock.advance(5us);
    context.reset();
    clock.advance(100us);
    expect_5_us("wait");
}

BOOST_AUTO_TEST_SUITE_END()
