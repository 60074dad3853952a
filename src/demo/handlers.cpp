// SPDX-License-Identifier: BSL-1.0
#include "handlers.hpp"

#include "login.hpp"
#include "metrics.hpp"

#include <logdefer/asio.hpp>
#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

namespace orders {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using logdefer::current;

response json_response(http::status status, json::value const& body) {
    response answer{status, 11};
    answer.set(http::field::content_type, "application/json");
    answer.body() = json::serialize(body) + '\n';
    return answer;
}

template <class T>
response render(http::status status, T const& value) {
    auto const timer = current().timer("render");
    return json_response(status, json::value_from(value));
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Returns the integer `key=...` of a query, `fallback` if there is none, and nothing if it is not an integer.
std::optional<std::int64_t> integer_in(std::string_view query, std::string_view key, std::int64_t fallback) {
    while (!query.empty()) {
        auto const pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.starts_with(key) && pair.substr(key.size()).starts_with('=')) {
            return parse_integer(pair.substr(key.size() + 1));
        }
    }
    return fallback;
}

/// Records the body of a request for those who look for the reason of its failure.
void record_body(exchange const& e) {
    current().debug("body received", {{"request_id", e.id}, {"body", e.asked.body()}});
}

/// Returns whether the body of a login has no escapes and no other members, such as the password twice: its two names
/// and two texts then have all quotation marks.
bool has_nothing_else(std::string_view body) {
    return body.find('\\') == std::string_view::npos && std::ranges::count(body, '"') == 8;
}

/// Overwrites the password of a login in the body that has been recorded, or all of the body if there may be another
/// one.
void redact_password(std::string const& body, std::optional<login> const& given) {
    if (!given || !has_nothing_else(body)) current().redact(body);
    if (given) current().redact(given->password.expose());
}

}  // namespace

response error_response(http::status status, std::string_view what) {
    return json_response(status, json::object{{"error", what}});
}

asio::awaitable<response> list_orders(exchange const& e) {
    auto const limit = integer_in(e.query, "limit", 20);
    auto const before = integer_in(e.query, "before", std::numeric_limits<std::int64_t>::max());
    if (!limit || !before || *limit < 1 || *limit > 100) {
        current().warn("query refused", {{"request_id", e.id}, {"query", e.query}});
        co_return error_response(http::status::bad_request, "limit must be 1 to 100, before must be an order's id");
    }
    auto const found =
        co_await e.shared.database.run(e.id, [&](order_store& store) { return store.list(*limit, *before); });
    current().debug("orders listed", {{"request_id", e.id}, {"limit", *limit}, {"found", found.size()}});
    co_return render(http::status::ok, found);
}

asio::awaitable<response> find_order(exchange const& e) {
    auto const id = parse_integer(e.argument);
    if (!id) {
        current().warn("not an order's id", {{"request_id", e.id}, {"id", e.argument}});
        co_return error_response(http::status::bad_request, "an order's id is an integer");
    }
    auto const found = co_await e.shared.database.run(e.id, [&](order_store& store) { return store.find(*id); });
    if (!found) {
        current().warn("no such order", {{"request_id", e.id}, {"order", *id}});
        co_return error_response(http::status::not_found, "no such order");
    }
    co_return render(http::status::ok, *found);
}

asio::awaitable<response> create_order(exchange const& e) {
    record_body(e);
    auto const parsed = parse_order(e.asked.body());
    if (!parsed.errors.empty()) {
        current().warn("order refused", {{"request_id", e.id}, {"errors", parsed.errors}});
        auto const status = parsed.is_json ? http::status::unprocessable_entity : http::status::bad_request;
        co_return json_response(status, json::object{{"errors", json::value_from(parsed.errors)}});
    }
    auto const created =
        co_await e.shared.database.run(e.id, [&](order_store& store) { return store.create(parsed.value); });
    if (auto const* unknown = std::get_if<unknown_product>(&created)) {
        current().warn("order refused", {{"request_id", e.id}, {"unknown_product", unknown->sku}});
        co_return error_response(http::status::unprocessable_entity, "there is no product " + unknown->sku);
    }
    auto const& placed = std::get<order>(created);
    current().info("order placed", {{"request_id", e.id}, {"order", placed.id}, {"total_cents", placed.total_cents}});
    auto answer = render(http::status::created, placed);
    answer.set(http::field::location, "/orders/" + std::to_string(placed.id));
    co_return answer;
}

asio::awaitable<response> report_best_customers(exchange const& e) {
    // runs after the answer has been sent, if the report was slow or failed
    auto const plan = [path = e.shared.database.path()] { return order_store::plan_of_best_customers(path); };
    current().debug("best customers asked for", {{"request_id", e.id}, {"plan", current().if_kept(plan)}});
    auto const best = co_await e.shared.database.run(e.id, [](order_store& store) { return store.best_customers(); });
    co_return render(http::status::ok, best);
}

/// Reports the counters of the record sink in the text format of Prometheus.
asio::awaitable<response> show_metrics(exchange const& e) {
    response answer{http::status::ok, 11};
    answer.set(http::field::content_type, "text/plain; version=0.0.4");
    answer.body() = prometheus_text(e.shared.records.counters());
    co_return answer;
}

asio::awaitable<response> log_in(exchange const& e) {
    record_body(e);
    auto const given = parse_login(e.asked.body());
    redact_password(e.asked.body(), given);
    if (!given) {
        current().warn("login refused", {{"request_id", e.id}, {"reason", "malformed"}});
        co_return error_response(http::status::bad_request, "a login has a customer and a password of 8 bytes or more");
    }
    if (!is_correct(*given)) {
        current().warn("login refused", {{"request_id", e.id}, {"login", *given}});
        co_return error_response(http::status::unauthorized, "wrong customer or password");
    }
    current().info("logged in", {{"request_id", e.id}, {"login", *given}});
    co_return json_response(http::status::ok, json::object{{"customer", given->customer}});
}

/// As all routes, only for clients on this machine: others could fill the disk with debug lines.
asio::awaitable<response> show_verbosity(exchange const& e) {
    co_return json_response(http::status::ok, json::object{{"verbosity", int{e.shared.logs.verbosity}}});
}

/// Holds for the requests that begin after this one.
asio::awaitable<response> set_verbosity(exchange const& e) {
    auto const wanted = parse_integer(e.asked.body());
    if (!wanted || *wanted < 0 || *wanted > 100) {
        current().warn("verbosity refused", {{"request_id", e.id}});
        co_return error_response(http::status::bad_request, "a verbosity is an integer from 0 to 100");
    }
    e.shared.logs.verbosity = static_cast<int>(*wanted);
    current().warn("verbosity set", {{"request_id", e.id}, {"verbosity", *wanted}});
    co_return co_await show_verbosity(e);
}

asio::awaitable<response> list_invoices(exchange const& e) {
    auto const all = co_await e.shared.database.run(e.id, [](order_store& store) { return store.invoices(); });
    co_return render(http::status::ok, all);
}

}  // namespace orders
