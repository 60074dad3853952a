// expect: logdefer: a bound executor is no executor of this coroutine\. Write awaitable<T>
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/asio.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace asio = boost::asio;

#ifdef SHOULD_FAIL
asio::awaitable<void, asio::io_context::executor_type> handle();
#else
asio::awaitable<void> handle();
#endif

void start(asio::io_context& context, logdefer::basic_log_defer<>& log) {
    asio::co_spawn(logdefer::bind(context, log), handle(), asio::detached);
}
