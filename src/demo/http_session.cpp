// SPDX-License-Identifier: BSL-1.0
#include "http_session.hpp"

#include "handlers.hpp"
#include "request_id.hpp"
#include "routes.hpp"

#include <logdefer/asio.hpp>
#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

namespace orders {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using logdefer::current;
using namespace std::chrono_literals;

constexpr auto idle_time = 30s;
constexpr auto transfer_time = 10s;
constexpr std::uint64_t largest_body = 65'536;
constexpr std::uint32_t largest_header = 8192;

/// Completes with the error code and the result instead of throwing: a client that hangs up is not exceptional.
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::string name_of(asio::ip::tcp::socket const& socket) {
    beast::error_code failure;
    auto const peer = socket.remote_endpoint(failure);
    return failure ? failure.message() : peer.address().to_string() + ':' + std::to_string(peer.port());
}

/// Returns whether the request is wrong and not the connection, so that it can still be answered.
bool can_be_answered(beast::error_code failure) {
    static beast::error_code const http_failure = http::error::bad_method;
    return failure.category() == http_failure.category() && failure != http::error::partial_message
           && failure != http::error::end_of_stream;
}

response refuse(beast::error_code failure, std::string_view id) {
    auto const status = failure == http::error::body_limit     ? http::status::payload_too_large
                        : failure == http::error::header_limit ? http::status::request_header_fields_too_large
                                                               : http::status::bad_request;
    current().warn("request refused", {{"request_id", id}, {"reason", failure.message()}});
    return error_response(status, failure.message());
}

/// Logs which request this is, as far as it could be read.
void describe(request const& asked) {
    if (asked.target().empty()) return;
    auto& log = current();
    log.data({{"method", asked.method_string()},
              {"target", asked.target()},
              {"user_agent", asked[http::field::user_agent]}});
    auto const id = asked.find("X-Request-Id");
    if (id != asked.end()) log.data("client_request_id", id->value());
}

/// The answer to HEAD contains the length of a body that it does not have.
void frame(response& answer, request const& asked) {
    answer.prepare_payload();
    if (asked.method() == http::verb::head) answer.body().clear();
}

}  // namespace

http_session::http_session(asio::ip::tcp::socket socket, service& shared)
    : stream_(std::move(socket)), peer_(name_of(stream_.socket())), shared_(shared) {
    beast::error_code ignored;  // the connection may be closed already, which the first read will report
    stream_.socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
}

asio::awaitable<void> http_session::run() {
    while (co_await request_arrives()) {
        logdefer::log_defer log{shared_.records, shared_.logs};
        auto const executor = logdefer::sequenced{stream_.get_executor()};  // a strand
        co_await asio::co_spawn(logdefer::bind<logdefer::timing::full>(executor, log, "serve"), serve(),
                                asio::use_awaitable);
    }  // the log ends here, and its record is written
    co_await hang_up();
}

asio::awaitable<void> http_session::serve() {
    request_id_ = next_request_id();
    current().data({{"request_id", request_id_}, {"peer", peer_}});

    request_parser parser;
    auto const failure = co_await read(parser);
    request const& asked = parser.get();
    describe(asked);

    response reply;
    if (!failure) {
        reply = co_await answer(asked, shared_, request_id_);
    } else if (can_be_answered(failure)) {
        reply = refuse(failure, request_id_);
    } else {
        co_return lose(failure);
    }
    last_ = last_ || failure || !asked.keep_alive();
    reply.set("X-Request-Id", request_id_);
    reply.keep_alive(!last_);
    frame(reply, asked);
    co_await send(reply);
}

/// Waits for the first bytes of a request, so that its log does not include the idle time before.
asio::awaitable<bool> http_session::request_arrives() {
    if (last_) co_return false;
    if (buffer_.size() > 0) co_return true;  // sent together with the previous request
    idle_ = true;
    stream_.expires_after(idle_time);
    auto const [failure, size] = co_await stream_.async_read_some(buffer_.prepare(4096), as_result);
    idle_ = false;
    buffer_.commit(size);
    if (failure) stream_.close();
    co_return !failure;
}

asio::awaitable<http_session::error_code> http_session::read(request_parser& parser) {
    auto const timer = current().timer("parse");
    parser.body_limit(largest_body);
    parser.header_limit(largest_header);
    stream_.expires_after(transfer_time);
    auto const [bad_header, header_size] = co_await http::async_read_header(stream_, buffer_, parser, as_result);
    if (bad_header) co_return bad_header;
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(stream_, asio::buffer(go_on), as_result);  // the next read reports a failure
    }
    auto const [bad_body, body_size] = co_await http::async_read(stream_, buffer_, parser, as_result);
    co_return bad_body;
}

asio::awaitable<void> http_session::send(response& answer) {
    stream_.expires_after(transfer_time);
    auto const [failure, size] = co_await http::async_write(stream_, answer, logdefer::timed("send", as_result));
    current().data({{"status", answer.result_int()}, {"bytes", size}});
    if (failure) {
        lose(failure);
    } else {
        ++shared_.counts.answered;
    }
}

/// Ends the log of a request that cannot be answered.
void http_session::lose(error_code why) {
    current().warn("connection lost", {{"request_id", request_id_}, {"reason", why.message()}});
    current().outcome(logdefer::outcome::cancelled);
    ++shared_.counts.unanswered;
    last_ = true;
}

/// Ends our side of the connection, then reads on for a moment: closing a socket with unread bytes could discard the
/// last answer before the client has received it.
asio::awaitable<void> http_session::hang_up() {
    error_code failure;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, failure);
    stream_.expires_after(1s);
    while (!failure) {
        buffer_.clear();
        std::tie(failure, std::ignore) = co_await stream_.async_read_some(buffer_.prepare(4096), as_result);
    }
}

void http_session::stop() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
        self->last_ = true;
        if (self->idle_) self->stream_.cancel();
    });
}

void http_session::abandon() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->stream_.close(); });
}

}  // namespace orders
