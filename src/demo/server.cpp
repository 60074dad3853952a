// SPDX-License-Identifier: BSL-1.0
#include "server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

namespace orders {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto grace_period = 2s;
constexpr auto with_code = asio::as_tuple(asio::use_awaitable);

}  // namespace

server::server(std::uint16_t port, service& shared)
    : shared_(shared),
      strand_(asio::make_strand(context_)),
      signals_(strand_, SIGINT, SIGTERM),
      acceptor_(strand_, tcp::endpoint{asio::ip::address_v4::loopback(), port}),
      grace_(strand_) {}

void server::run(int threads) {
    asio::co_spawn(strand_, accept(), asio::detached);
    asio::co_spawn(strand_, end_on_signal(), asio::detached);
    std::vector<std::jthread> helpers;
    for (int i = 1; i < threads; ++i) helpers.emplace_back([this] { context_.run(); });
    context_.run();  // returns when the last session has ended, and the signal and accept operations are complete
}

asio::awaitable<void> server::accept() {
    while (acceptor_.is_open()) {
        // each connection has its own strand, so that its timeouts and reads do not overlap
        asio::any_io_executor const executor = asio::make_strand(context_);
        auto [failure, socket] = co_await acceptor_.async_accept(executor, with_code);
        if (!failure && !stopping_) {
            start(std::move(socket));
        } else if (!stopping_) {
            std::fprintf(stderr, "orders-service: cannot accept: %s\n", failure.message().c_str());
            asio::steady_timer pause{strand_,
                                     100ms};  // no descriptors may be left, for example; some will be free later
            co_await pause.async_wait(asio::use_awaitable);
        }
    }
}

asio::awaitable<void> server::end_on_signal() {
    co_await signals_.async_wait(asio::use_awaitable);
    stopping_ = true;
    acceptor_.close();
    for (auto const& session : sessions_) session->stop();
    if (!sessions_.empty()) {
        grace_.expires_after(grace_period);
        co_await grace_.async_wait(with_code);  // cancelled when the last session ends
    }
    if (sessions_.empty()) co_return;
    for (auto const& session : sessions_) session->abandon();
    shared_.database.interrupt();
}

void server::start(tcp::socket socket) {
    auto const executor = socket.get_executor();
    auto const session = std::make_shared<http_session>(std::move(socket), shared_);
    sessions_.insert(session);
    asio::co_spawn(
        executor, session->run(),
        asio::bind_executor(strand_, [this, session](std::exception_ptr const& failure) { end(session, failure); }));
}

void server::end(std::shared_ptr<http_session> const& session, std::exception_ptr const& failure) {
    sessions_.erase(session);
    if (stopping_ && sessions_.empty()) grace_.cancel();
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (std::exception const& e) {
        std::fprintf(stderr, "orders-service: a session failed: %s\n", e.what());
    }
}

}  // namespace orders
