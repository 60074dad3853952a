// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads, answers and logs the requests of one connection, one after the other.

#include "http_message.hpp"
#include "service.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>

#include <memory>
#include <string>

namespace orders {

/// Speaks HTTP/1.1 with one client, on the executor of its socket, which must be a strand.
class http_session : public std::enable_shared_from_this<http_session> {
public:
    http_session(boost::asio::ip::tcp::socket socket, service& shared);

    /// Returns when the client or the service has closed the connection. The caller must keep the session alive until
    /// then.
    boost::asio::awaitable<void> run();

    /// Ends the session after the answer to its present request, or at once if there is none. Thread-safe.
    void stop();
    /// Closes the connection at once. Thread-safe.
    void abandon();

private:
    using request_parser = boost::beast::http::request_parser<http::string_body>;
    using error_code = boost::beast::error_code;

    boost::asio::awaitable<bool> request_arrives();
    boost::asio::awaitable<void> serve();
    boost::asio::awaitable<error_code> read(request_parser& parser);
    boost::asio::awaitable<void> send(response& answer);
    boost::asio::awaitable<void> hang_up();
    void lose(error_code why);

    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    std::string peer_;
    std::string request_id_;  // of the present or the last request
    service& shared_;
    bool idle_ = false;  // between two requests
    bool last_ = false;  // whether the present request is the last one
};

}  // namespace orders
