// SPDX-License-Identifier: BSL-1.0
#include "order_store.hpp"

#include <chrono>
#include <cstddef>
#include <iterator>
#include <limits>
#include <random>
#include <string_view>
#include <utility>

namespace orders {
namespace {

constexpr char const* schema_sql = R"sql(
    PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;    -- readers do not wait for the writer
    PRAGMA synchronous = NORMAL;  -- with WAL: safe against a crash of the process
    PRAGMA foreign_keys = ON;

    CREATE TABLE IF NOT EXISTS product (
        sku         TEXT PRIMARY KEY,
        price_cents INTEGER NOT NULL CHECK (price_cents > 0)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS customer_order (
        id          INTEGER PRIMARY KEY,
        customer    TEXT NOT NULL,
        placed_at   INTEGER NOT NULL, -- seconds since the Unix epoch
        total_cents INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE IF NOT EXISTS order_line (
        order_id    INTEGER NOT NULL REFERENCES customer_order (id),
        place       INTEGER NOT NULL,
        sku         TEXT NOT NULL REFERENCES product (sku),
        quantity    INTEGER NOT NULL CHECK (quantity > 0),
        price_cents INTEGER NOT NULL, -- of one, on the day of the order
        PRIMARY KEY (order_id, place)
    ) STRICT, WITHOUT ROWID;

    INSERT OR IGNORE INTO product (sku, price_cents) VALUES
        ('TEA-GREEN', 690), ('TEA-BLACK', 590), ('TEA-MINT', 450), ('COFFEE-DARK', 1290), ('COFFEE-MILD', 1190),
        ('COCOA', 750), ('MUG-BLUE', 1400), ('MUG-WHITE', 1250), ('POT-GLASS', 3900), ('SPOON', 320);
)sql";

constexpr std::string_view list_sql = R"sql(
    SELECT id, customer, strftime('%Y-%m-%dT%H:%M:%SZ', placed_at, 'unixepoch'), total_cents
      FROM customer_order WHERE id < ?2 ORDER BY id DESC LIMIT ?1
)sql";

constexpr std::string_view find_sql = R"sql(
    SELECT id, customer, strftime('%Y-%m-%dT%H:%M:%SZ', placed_at, 'unixepoch'), total_cents
      FROM customer_order WHERE id = ?1
)sql";

constexpr std::string_view find_lines_sql =
    "SELECT sku, quantity, price_cents FROM order_line WHERE order_id = ?1 ORDER BY place";

constexpr std::string_view insert_order_sql = "INSERT INTO customer_order (customer, placed_at) VALUES (?1, ?2)";

constexpr std::string_view insert_line_sql = R"sql(
    INSERT INTO order_line (order_id, place, sku, quantity, price_cents)
    SELECT ?1, ?2, sku, ?4, price_cents FROM product WHERE sku = ?3
    RETURNING quantity * price_cents
)sql";

constexpr std::string_view set_total_sql = "UPDATE customer_order SET total_cents = ?2 WHERE id = ?1";

constexpr std::string_view best_customers_sql = R"sql(
    WITH order_total AS (
        SELECT o.id, o.customer, sum(l.quantity * l.price_cents) AS cents
          FROM customer_order o JOIN order_line l ON l.order_id = o.id GROUP BY o.id
    ), ranked AS (
        SELECT customer, cents,
               row_number() OVER (PARTITION BY customer ORDER BY cents) AS nth,
               count(*)     OVER (PARTITION BY customer) AS orders
          FROM order_total
    ), revenue AS (
        SELECT customer, max(orders) AS orders, sum(cents) AS cents,
               max(cents) FILTER (WHERE nth = (orders + 1) / 2) AS median
          FROM ranked GROUP BY customer
    )
    SELECT rank() OVER (ORDER BY cents DESC), customer, orders, cents, median,
           1000 * cents / sum(cents) OVER ()
      FROM revenue ORDER BY cents DESC LIMIT 10
)sql";

/// Creates the schema, which must exist before statements can be prepared.
sqlite::connection open_with_schema(std::string const& path) {
    sqlite::connection db{path};
    db.run(schema_sql);
    return db;
}

std::int64_t now() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

/// Generates orders. Unlike the standard distributions, the engine yields the same numbers everywhere.
class order_maker {
public:
    explicit order_maker(sqlite::connection& db) {
        sqlite::statement products{db, "SELECT sku FROM product ORDER BY sku"};
        auto all = products.query();
        while (all.next()) skus_.push_back(all.text(0));
    }

    new_order make() {
        new_order order{.customer = customers[below(std::size(customers))], .lines = {}};
        for (auto more = below(5) + 1; more > 0; --more) {
            order.lines.push_back({.sku = skus_[below(skus_.size())], .quantity = 1 + static_cast<int>(below(9))});
        }
        return order;
    }

private:
    static constexpr char const* customers[] = {
        "jane.doe@example.com",       "john.roe@example.com",    "maria.muster@example.com", "max.muster@example.com",
        "shop@example.net",           "cafe@example.net",        "office@example.org",       "kitchen@example.org",
        "erika.beispiel@example.com", "jean.dupont@example.com",
    };

    std::size_t below(std::size_t bound) { return random_() % bound; }

    std::vector<std::string> skus_;
    std::minstd_rand random_;  // the default seed of the standard
};

}  // namespace

order_store::order_store(std::string const& path)
    : db_(open_with_schema(path)),
      list_(db_, list_sql),
      find_(db_, find_sql),
      find_lines_(db_, find_lines_sql),
      insert_order_(db_, insert_order_sql),
      insert_line_(db_, insert_line_sql),
      set_total_(db_, set_total_sql),
      best_customers_(db_, best_customers_sql) {}

void order_store::seed(int count) {
    sqlite::transaction all{db_};
    if (!list(1, std::numeric_limits<std::int64_t>::max()).empty()) return;
    order_maker maker{db_};
    constexpr std::int64_t first_day = 1'700'000'000;
    for (std::int64_t i = 0; i < count; ++i) (void)insert(maker.make(), first_day + i * 600);
    all.commit();
}

std::vector<order_summary> order_store::list(std::int64_t limit, std::int64_t before) {
    std::vector<order_summary> found;
    auto rows = list_.query(limit, before);
    while (rows.next()) found.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.integer(3)});
    return found;
}

std::optional<order> order_store::find(std::int64_t id) {
    auto rows = find_.query(id);
    if (!rows.next()) return std::nullopt;
    order found{rows.integer(0), rows.text(1), rows.text(2), rows.integer(3), {}};
    auto lines = find_lines_.query(id);
    while (lines.next()) found.lines.push_back({lines.text(0), lines.integer(1), lines.integer(2)});
    return found;
}

std::variant<order, unknown_product> order_store::create(new_order const& wanted) {
    sqlite::transaction all{db_};
    auto const inserted = insert(wanted, now());
    if (auto const* unknown = std::get_if<unknown_product>(&inserted)) return *unknown;
    all.commit();
    return find(std::get<std::int64_t>(inserted)).value();
}

std::variant<std::int64_t, unknown_product> order_store::insert(new_order const& wanted, std::int64_t placed_at) {
    insert_order_.run(wanted.customer, placed_at);
    std::int64_t const id = db_.last_id();
    std::int64_t total = 0;
    for (std::size_t place = 0; place < wanted.lines.size(); ++place) {
        auto const& line = wanted.lines[place];
        auto added = insert_line_.query(id, static_cast<std::int64_t>(place), line.sku, line.quantity);
        if (!added.next()) return unknown_product{line.sku};
        total += added.integer(0);
    }
    set_total_.run(id, total);
    return id;
}

std::vector<customer_revenue> order_store::best_customers() {
    std::vector<customer_revenue> best;
    auto rows = best_customers_.query();
    while (rows.next()) {
        best.push_back(
            {rows.integer(0), rows.text(1), rows.integer(2), rows.integer(3), rows.integer(4), rows.integer(5)});
    }
    return best;
}

std::vector<std::string> order_store::plan_of_best_customers(std::string const& path) {
    sqlite::connection db{path};
    sqlite::statement explanation{db, "EXPLAIN QUERY PLAN " + std::string{best_customers_sql}};
    std::vector<std::string> steps;
    auto rows = explanation.query();
    while (rows.next()) steps.push_back(rows.text(3));
    return steps;
}

std::vector<invoice> order_store::invoices() {
    std::vector<invoice> all;
    sqlite::statement statement{db_, "SELECT id, order_id FROM invoice ORDER BY id"};
    auto rows = statement.query();
    while (rows.next()) all.push_back({rows.integer(0), rows.integer(1)});
    return all;
}

}  // namespace orders
