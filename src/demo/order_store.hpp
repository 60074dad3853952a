// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Stores orders in an SQLite database, over one connection.

#include "new_order.hpp"
#include "order.hpp"
#include "sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace orders {

/// An order names a product that is not for sale.
struct unknown_product {
    std::string sku;
};

/// One connection with its prepared statements. Not thread-safe; any number of stores may share a file.
///
/// @par Errors  errors of the database are thrown as `sqlite::error`
class order_store {
public:
    /// Opens or creates the database and its schema. Waits up to five seconds for other writers.
    explicit order_store(std::string const& path);

    /// Fills an empty database with this many orders, which are always the same.
    void seed(int count);

    /// The newest orders below `before`, newest first.
    [[nodiscard]] std::vector<order_summary> list(std::int64_t limit, std::int64_t before);
    [[nodiscard]] std::optional<order> find(std::int64_t id);
    [[nodiscard]] std::variant<order, unknown_product> create(new_order const& wanted);
    /// Returns the customers with the highest revenue: reads every line of every order.
    [[nodiscard]] std::vector<customer_revenue> best_customers();
    /// Returns how SQLite runs the query for `best_customers`, step by step. Opens the database for this: the
    /// connections of stores are in use by other threads.
    [[nodiscard]] static std::vector<std::string> plan_of_best_customers(std::string const& path);
    /// Always fails: the table belongs to a migration that was never run. In the demo, this causes a real exception.
    [[nodiscard]] std::vector<invoice> invoices();

    /// Makes the running query fail. Thread-safe, unlike all other calls.
    void interrupt() noexcept { db_.interrupt(); }

private:
    /// Must be called in a transaction, which is rolled back if a product is unknown.
    std::variant<std::int64_t, unknown_product> insert(new_order const& wanted, std::int64_t placed_at);

    sqlite::connection db_;
    sqlite::statement list_;
    sqlite::statement find_;
    sqlite::statement find_lines_;
    sqlite::statement insert_order_;
    sqlite::statement insert_line_;
    sqlite::statement set_total_;
    sqlite::statement best_customers_;
};

}  // namespace orders
