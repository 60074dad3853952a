// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Orders and reports. The types are described, so that Boost.JSON and the log can both write them without further
/// code.

#include <boost/describe.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace orders {

struct order_line {
    std::string sku;
    std::int64_t quantity = 0;
    std::int64_t price_cents = 0;  // of one item
};
BOOST_DESCRIBE_STRUCT(order_line, (), (sku, quantity, price_cents))

struct order {
    std::int64_t id = 0;
    std::string customer;
    std::string placed_at;
    std::int64_t total_cents = 0;
    std::vector<order_line> lines;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, customer, placed_at, total_cents, lines))

/// An order in a list.
struct order_summary {
    std::int64_t id = 0;
    std::string customer;
    std::string placed_at;
    std::int64_t total_cents = 0;
};
BOOST_DESCRIBE_STRUCT(order_summary, (), (id, customer, placed_at, total_cents))

/// A row of the report.
struct customer_revenue {
    std::int64_t place = 0;
    std::string customer;
    std::int64_t orders = 0;
    std::int64_t revenue_cents = 0;
    std::int64_t median_order_cents = 0;
    std::int64_t share_permille = 0;  // of the total revenue
};
BOOST_DESCRIBE_STRUCT(customer_revenue, (),
                      (place, customer, orders, revenue_cents, median_order_cents, share_permille))

struct invoice {
    std::int64_t id = 0;
    std::int64_t order_id = 0;
};
BOOST_DESCRIBE_STRUCT(invoice, (), (id, order_id))

}  // namespace orders
