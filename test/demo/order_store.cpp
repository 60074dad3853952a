// SPDX-License-Identifier: BSL-1.0
#include "order_store.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <variant>
#include <vector>

using namespace orders;

namespace {

constexpr auto newest = std::numeric_limits<std::int64_t>::max();

struct fixture {
    order_store store{":memory:"};
};

/// A file for several stores, which is removed at the end.
struct database_file {
    database_file() {
        std::string pattern = (std::filesystem::temp_directory_path() / "order_store.XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    ~database_file() { std::filesystem::remove_all(folder); }
    [[nodiscard]] std::string path() const { return (folder / "orders.db").string(); }

    std::filesystem::path folder;
};

new_order two_mugs() { return {.customer = "jane.doe@example.com", .lines = {{"MUG-BLUE", 2}, {"SPOON", 1}}}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(one_store, fixture)

BOOST_AUTO_TEST_CASE(a_new_store_has_no_orders) {
    BOOST_TEST(store.list(10, newest).empty());
    BOOST_TEST(!store.find(1));
    BOOST_TEST(store.best_customers().empty());
}

BOOST_AUTO_TEST_CASE(an_order_is_found_as_it_was_created) {
    auto const created = std::get<order>(store.create(two_mugs()));
    auto const found = store.find(created.id).value();
    BOOST_TEST(found.customer == "jane.doe@example.com");
    BOOST_TEST(found.placed_at == created.placed_at);
    BOOST_TEST(found.total_cents == 2 * 1400 + 320);
    BOOST_TEST(found.lines.size() == 2U);
    BOOST_TEST(found.lines[0].sku == "MUG-BLUE");
    BOOST_TEST(found.lines[0].quantity == 2);
    BOOST_TEST(found.lines[1].price_cents == 320);
}

BOOST_AUTO_TEST_CASE(text_is_data_and_never_sql) {
    auto wanted = two_mugs();
    wanted.customer = "'); DROP TABLE customer_order; --";
    auto const created = std::get<order>(store.create(wanted));
    BOOST_TEST(store.find(created.id).value().customer == wanted.customer);
}

BOOST_AUTO_TEST_CASE(an_unknown_product_leaves_nothing_behind) {
    auto wanted = two_mugs();
    wanted.lines.push_back({"GOLD", 1});
    BOOST_TEST(std::get<unknown_product>(store.create(wanted)).sku == "GOLD");
    BOOST_TEST(store.list(10, newest).empty());
    BOOST_TEST(std::get<order>(store.create(two_mugs())).id == 1);  // the store still works
}

BOOST_AUTO_TEST_CASE(a_list_is_newest_first_and_continues_where_the_last_ended) {
    for (int i = 0; i < 5; ++i) (void)store.create(two_mugs());
    auto const page = store.list(2, newest);
    BOOST_TEST(page.size() == 2U);
    BOOST_TEST(page[0].id == 5);
    BOOST_TEST(page[1].id == 4);
    BOOST_TEST(store.list(2, page[1].id)[0].id == 3);
}

BOOST_AUTO_TEST_CASE(the_report_ranks_customers_by_revenue_with_their_median_order) {
    (void)store.create({.customer = "small@example.com", .lines = {{"SPOON", 1}}});
    for (std::int64_t const quantity : {1, 9, 2}) {
        (void)store.create({.customer = "great@example.com", .lines = {{"POT-GLASS", quantity}}});
    }
    auto const best = store.best_customers();
    BOOST_TEST(best.size() == 2U);
    BOOST_TEST(best[0].customer == "great@example.com");
    BOOST_TEST(best[0].place == 1);
    BOOST_TEST(best[0].orders == 3);
    BOOST_TEST(best[0].revenue_cents == 12 * 3900);
    BOOST_TEST(best[0].median_order_cents == 2 * 3900);
    BOOST_TEST(best[0].share_permille == 993);
    BOOST_TEST(best[1].place == 2);
    BOOST_TEST(best[1].median_order_cents == 320);
}

BOOST_AUTO_TEST_CASE(a_missing_table_is_an_exception_that_names_it) {
    BOOST_CHECK_EXCEPTION((void)store.invoices(), sqlite::error,
                          [](sqlite::error const& e) { return std::string{e.what()} == "no such table: invoice"; });
}

BOOST_AUTO_TEST_CASE(a_seeded_store_always_has_the_same_orders) {
    order_store other{":memory:"};
    store.seed(100);
    other.seed(100);
    BOOST_TEST(store.list(100, newest).size() == 100U);
    for (std::int64_t id = 1; id <= 100; ++id) {
        BOOST_TEST(store.find(id)->total_cents == other.find(id)->total_cents);
        BOOST_TEST(store.find(id)->customer == other.find(id)->customer);
    }
}

BOOST_AUTO_TEST_CASE(orders_that_are_there_are_not_seeded_over) {
    (void)store.create(two_mugs());
    store.seed(100);
    BOOST_TEST(store.list(100, newest).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(orders_survive_their_store) {
    database_file const file;
    auto const created = std::get<order>(order_store{file.path()}.create(two_mugs()));
    BOOST_TEST(order_store{file.path()}.find(created.id).value().total_cents == created.total_cents);
}

BOOST_AUTO_TEST_CASE(stores_on_one_file_write_from_several_threads) {
    database_file const file;
    order_store first{file.path()};
    order_store second{file.path()};
    auto const write = [](order_store& store) {
        for (int i = 0; i < 50; ++i) (void)store.create(two_mugs());
    };
    {
        std::jthread const a{write, std::ref(first)};
        std::jthread const b{write, std::ref(second)};
    }
    BOOST_TEST(first.list(200, newest).size() == 100U);
}

BOOST_AUTO_TEST_CASE(the_plan_of_the_report_is_known_while_a_store_is_in_use) {
    database_file const file;
    order_store const used{file.path()};
    auto const plan = order_store::plan_of_best_customers(file.path());
    BOOST_TEST(!plan.empty());
    for (auto const& step : plan) BOOST_TEST(!step.empty());
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_opened_is_an_exception) {
    BOOST_CHECK_THROW(order_store{"/nonexistent/orders.db"}, sqlite::error);
}
