// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The orders in their SQLite database, over one connection.

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

/// One connection with its prepared statements. One thread at a time; any number of stores may share a file.
///
/// @par Errors  what the database refuses is thrown as `sqlite::error`
class order_store {
public:
    /// Opens or creates the database, and its schema. Waits for other writers, up to five seconds.
    explicit order_store(std::string const& path);

    /// Fills an empty database with this many orders, always the same ones.
    void seed(int count);

    /// The newest orders below `before`, newest first.
    [[nodiscard]] std::vector<order_summary> list(std::int64_t limit, std::int64_t before);
    [[nodiscard]] std::optional<order> find(std::int64_t id);
    [[nodiscard]] std::variant<order, unknown_product> create(new_order const& wanted);
    /// Who brings most revenue: reads every line of every order.
    [[nodiscard]] std::vector<customer_revenue> best_customers();
    /// Fails: the table comes with a migration that nobody has run. The demo's way to a real exception.
    [[nodiscard]] std::vector<invoice> invoices();

    /// Makes the running query fail. The one call that any thread may make.
    void interrupt() noexcept { db_.interrupt(); }

private:
    /// Within a transaction: what an unknown product leaves behind must be rolled back.
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
