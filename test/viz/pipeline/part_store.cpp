// SPDX-License-Identifier: BSL-1.0
#include "pipeline/part_store.hpp"

#include "json/cursor.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

namespace {

std::string part(std::string const& id, int number, std::string const& message) {
    return R"({"start":1,"end":1,"logs":[[0,30,")" + message + R"("]],"id":")" + id + R"(","part":)"
           + std::to_string(number) + "}";
}

/// Takes records whose positions are the numbers from `position` on.
bool take(viz::part_store& store, std::vector<std::string> const& lines, std::uint64_t position = 0) {
    bool all = true;
    for (auto const& line : lines) {
        viz_test::read_line read{line, position++};
        all = store.take(*read.record()) && all;
    }
    return all;
}

/// The messages of each record.
std::vector<std::string> rest(viz::part_store& store) {
    std::vector<std::string> all;
    while (auto const* const r = store.next()) {
        std::string& messages = all.emplace_back();
        for (auto const& line : r->lines) messages += line.items.front().substr(1, line.items.front().size() - 2);
    }
    return all;
}

using list = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(parts_of_an_id_become_one_record_in_the_order_of_their_numbers) {
    viz::part_store store;
    BOOST_TEST(take(store, {part("x", 2, "b"), part("y", 1, "1"), part("x", 1, "a"), part("x", 10, "d"),
                            part("y", 2, "2"), part("x", 3, "c")}));
    BOOST_TEST(rest(store) == (list{"12", "abcd"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(only_a_record_with_an_id_and_a_number_is_a_part) {
    viz::part_store store;
    for (std::string const members : {R"("id":"x")", R"("part":1)", R"("id":5,"part":1)", R"("id":"x","part":0)",
                                      R"("id":"x","part":1.5)", R"("id":"x","part":"1")", R"("id":"x","part":-1)"}) {
        BOOST_TEST(!take(store, {R"({"start":1,)" + members + "}"}), members);
    }
    BOOST_TEST(store.next() == nullptr);
    BOOST_TEST(store.messages().empty());
}

BOOST_AUTO_TEST_CASE(a_single_part_is_returned_as_it_is) {
    viz::part_store store;
    BOOST_TEST(take(store, {part("x", 1, "a")}, 7));
    auto const* const r = store.next();
    BOOST_REQUIRE(r != nullptr);
    BOOST_TEST(r->json == part("x", 1, "a"));
    BOOST_TEST(r->position == 7);
    BOOST_TEST(store.next() == nullptr);
    BOOST_TEST(store.messages().empty());
}

BOOST_AUTO_TEST_CASE(parts_that_come_again_become_another_record) {
    viz::part_store store;
    list const log{part("x", 1, "a"), part("x", 2, "b")};
    BOOST_TEST(take(store, log));
    BOOST_TEST(take(store, log, 2));
    BOOST_TEST(rest(store) == (list{"ab", "ab"}), boost::test_tools::per_element());
    BOOST_TEST(store.messages().empty());
}

BOOST_AUTO_TEST_CASE(missing_parts_are_told) {
    viz::part_store store;
    BOOST_TEST(take(store, {part("x", 1, "a"), part("x", 3, "c"), part("y", 1, "1")}));
    BOOST_TEST(rest(store) == (list{"ac", "1"}), boost::test_tools::per_element());
    BOOST_TEST(store.messages() == (list{R"(1 record lacks parts, such as part 2 of "x")"}),
               boost::test_tools::per_element());
    viz::part_store without_the_first;
    BOOST_TEST(take(without_the_first, {part("x", 2, "b"), part("y", 1, "1"), part("y", 4, "4")}));
    BOOST_TEST(rest(without_the_first) == (list{"b", "14"}), boost::test_tools::per_element());
    BOOST_TEST(without_the_first.messages() == (list{R"(2 records lack parts, such as part 1 of "x")"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_that_would_be_too_long_is_returned_in_pieces) {
    viz::part_store store;
    std::string const half(std::size_t{7} << 20U, 'x');
    for (int number = 1; number <= 5; ++number) {
        BOOST_TEST(take(store, {part("x", number, half)}, static_cast<std::uint64_t>(number)));
    }
    list const all = rest(store);
    BOOST_TEST(all.size() == 3);
    BOOST_TEST((all == list{half + half, half + half, half}));
    BOOST_TEST(
        store.messages() == (list{"1 record is shown in pieces, since the parts together have more than 16 MiB"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_that_cannot_be_read_again_is_counted_and_the_next_one_is_returned) {
    viz::part_store store;
    std::string const whole = part("x", 1, "a");
    viz_test::read_line read{whole, 0};
    viz::record broken = *read.record();
    std::string_view const torn{R"({"id":"x","part":1)"};
    broken.json = torn;
    broken.id = torn.substr(torn.find(R"("x")"), 3);
    BOOST_TEST(store.take(broken));
    BOOST_TEST(take(store, {part("y", 1, "b")}, 1));
    BOOST_TEST(rest(store) == (list{"b"}), boost::test_tools::per_element());
    BOOST_TEST(store.messages() == (list{"1 record in parts cannot be read again, and is not shown"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(several_stores_return_together_what_one_returns) {
    std::random_device seeds;
    auto const seed = seeds();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 50; ++round) {
        viz::part_store one;
        viz::part_store first;
        viz::part_store second;
        for (std::uint64_t position = 0; position < 60; ++position) {
            std::string const id(1, static_cast<char>('a' + random() % 8));
            list const line{part(id, static_cast<int>(random() % 9) + 1, id + std::to_string(position) + ' ')};
            BOOST_TEST(take(one, line, position));
            BOOST_TEST(take(random() % 2 == 0 ? first : second, line, position));
        }
        first.absorb(second);
        BOOST_TEST(rest(first) == rest(one), "seed " << seed);
        BOOST_TEST(first.messages() == one.messages(), "seed " << seed);
    }
}

}  // namespace
