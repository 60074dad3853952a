// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The handlers of the service, one for each route.

#include "http_message.hpp"
#include "order_database.hpp"

#include <logdefer/sinks/async_sink.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace orders {

/// The arguments of a handler for one request. They live until the handler has returned.
struct exchange {
    request const& asked;
    std::string_view argument;  // the text that {} stands for in the route
    std::string_view query;     // the text after the ?
    order_database& database;
    logdefer::async_sink const& records;
    std::string_view id;  // the ID of the request, which is in each of its lines
};

/// Finds its log by `logdefer::current()`. May throw: the request is then answered with 500, and the record says so.
using handler = boost::asio::awaitable<response>(exchange const&);

handler list_orders;
handler find_order;
handler create_order;
handler report_best_customers;
handler list_invoices;
handler show_metrics;

/// Returns a response with `{"error": "..."}`, also for errors outside of handlers.
[[nodiscard]] response error_response(http::status status, std::string_view what);

}  // namespace orders
