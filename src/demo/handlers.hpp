// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The handlers of the service, one for each route.

#include "http_message.hpp"
#include "service.hpp"

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace orders {

/// The arguments of a handler for one request. They live until the handler has returned.
struct exchange {
    request const& asked;
    std::string_view argument;  // the text that {} stands for in the route
    std::string_view query;     // the text after the ?
    service& shared;
    std::string_view id;  // the ID of the request, which is in each of its lines
};

/// Finds its log by `logdefer::current()`. May throw: the request is then answered with 500, and the record says so.
using handler = boost::asio::awaitable<response>(exchange const&);

handler list_orders;
handler find_order;
handler create_order;
handler report_best_customers;
handler list_invoices;
handler log_in;
handler show_metrics;
handler show_verbosity;
handler set_verbosity;

/// Returns a response with `{"error": "..."}`, also for errors outside of handlers.
[[nodiscard]] response error_response(http::status status, std::string_view what);

}  // namespace orders
