// SPDX-License-Identifier: BSL-1.0
#include <logdefer/asio.hpp>
#include <logdefer/clocks/manual_clock.hpp>
#include <logdefer/logdefer.hpp>

#include "transaction.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <iostream>
#include <thread>

int main() {
    boost::asio::io_context context;
    boost::asio::post(context, [] { log_transaction(std::cout); });
    std::jthread const thread{[&] { context.run(); }};
}
