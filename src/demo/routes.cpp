// SPDX-License-Identifier: BSL-1.0
#include "routes.hpp"

#include "handlers.hpp"

#include <logdefer/asio.hpp>
#include <logdefer/coroutine.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace orders {
namespace {

namespace asio = boost::asio;
using logdefer::current;

struct route {
    http::verb method;
    std::string_view path;  // {} at the end stands for one segment
    handler* handle;
};

constexpr route routes[] = {
    {http::verb::get, "/orders", list_orders},
    {http::verb::post, "/orders", create_order},
    {http::verb::get, "/orders/{}", find_order},
    {http::verb::get, "/reports/best-customers", report_best_customers},
    {http::verb::get, "/invoices", list_invoices},
    {http::verb::post, "/login", log_in},
    {http::verb::get, "/metrics", show_metrics},
    {http::verb::get, "/admin/verbosity", show_verbosity},
    {http::verb::put, "/admin/verbosity", set_verbosity},
};

/// Returns the text that {} stands for, which is empty for a route without it; returns nothing if the path does not
/// match.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    auto const fixed = pattern.substr(0, pattern.find("{}"));
    if (fixed.size() == pattern.size()) return path == pattern ? std::optional{std::string_view{}} : std::nullopt;
    if (!path.starts_with(fixed) || path.size() == fixed.size()) return std::nullopt;
    auto const argument = path.substr(fixed.size());
    return argument.find('/') == std::string_view::npos ? std::optional{argument} : std::nullopt;
}

/// HEAD is answered like GET, without the body.
bool serves(route const& r, http::verb method) {
    return r.method == method || (r.method == http::verb::get && method == http::verb::head);
}

response refuse(std::string_view path, std::string_view id) {
    std::string allowed;
    for (route const& r : routes) {
        if (!match(r.path, path)) continue;
        if (!allowed.empty()) allowed += ", ";
        allowed += std::string_view{http::to_string(r.method)};
        if (r.method == http::verb::get) allowed += ", HEAD";
    }
    if (allowed.empty()) {
        current().warn("no such route", {{"request_id", id}});
        return error_response(http::status::not_found, "no such route");
    }
    current().warn("method not allowed", {{"request_id", id}, {"allowed", allowed}});
    auto refusal = error_response(http::status::method_not_allowed, "method not allowed");
    refusal.set(http::field::allow, allowed);
    return refusal;
}

asio::awaitable<response> dispatch(request const& asked, service& shared, std::string_view id) {
    std::string_view const target = asked.target();
    auto const path = target.substr(0, target.find('?'));
    auto const query = target.substr(std::min(target.size(), path.size() + 1));
    for (route const& r : routes) {
        auto const argument = match(r.path, path);
        if (argument && serves(r, asked.method())) {
            current().debug("route found", {{"request_id", id}, {"route", r.path}});
            exchange const all{asked, *argument, query, shared, id};
            co_return co_await r.handle(all);
        }
    }
    co_return refuse(path, id);
}

}  // namespace

asio::awaitable<response> answer(request const& asked, service& shared, std::string_view id) {
    try {
        co_return co_await dispatch(asked, shared, id);
    } catch (std::exception const& failure) {
        current().error("the handler failed", {{"request_id", id}, {"reason", failure.what()}});
        current().outcome(logdefer::outcome::exception);
    }
    co_return error_response(http::status::internal_server_error, "internal error");
}

}  // namespace orders
