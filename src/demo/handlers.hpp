// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What the service does for each route.

#include "http_message.hpp"
#include "order_database.hpp"

#include <logdefer/sinks/async_sink.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace orders {

/// All that a handler needs for one request. Lives until the handler has returned.
struct exchange {
    request const& asked;
    std::string_view argument;  // what stands for {} in the route
    std::string_view query;     // what follows the ?
    order_database& database;
    logdefer::async_sink const& records;
    std::string_view id;  // of the request: stands in each of its lines
};

/// Finds its log by `logdefer::current()`. May throw: that is answered with 500, and the record says so.
using handler = boost::asio::awaitable<response>(exchange const&);

handler list_orders;
handler find_order;
handler create_order;
handler report_best_customers;
handler list_invoices;
handler show_metrics;

/// `{"error": "..."}`, for what is not the handlers' business too.
[[nodiscard]] response error_response(http::status status, std::string_view what);

}  // namespace orders
