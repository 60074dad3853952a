// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The listening socket and its sessions.

#include "http_session.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <set>

namespace orders {

/// Serves until SIGINT or SIGTERM; then `run` returns once every request has been answered or given up.
///
/// On the signal, the listening socket is closed and idle connections end; requests in progress have `grace_period` to
/// complete, then their connections are closed. Further signals have no effect.
class server {
public:
    /// Listens on the loopback interface; port 0 selects any free port. Throws if the port is in use.
    server(std::uint16_t port, service& shared);

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    /// Serves on this many threads, including the caller's.
    void run(int threads);

private:
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> end_on_signal();
    void start(boost::asio::ip::tcp::socket socket);
    void end(std::shared_ptr<http_session> const& session, std::exception_ptr const& failure);

    service& shared_;
    boost::asio::io_context context_;
    boost::asio::strand<boost::asio::io_context::executor_type> strand_;  // used by all members below
    boost::asio::signal_set signals_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer grace_;
    std::set<std::shared_ptr<http_session>> sessions_;
    bool stopping_ = false;
};

}  // namespace orders
