// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Finds the handler of a request.

#include "http_message.hpp"
#include "order_database.hpp"

#include <logdefer/sinks/async_sink.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace orders {

/// Answers any request: by its handler, with 404 or 405 if there is none, with 500 if the handler throws.
boost::asio::awaitable<response> answer(request const& asked, order_database& database,
                                        logdefer::async_sink const& records, std::string_view id);

}  // namespace orders
