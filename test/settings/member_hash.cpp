// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/member_hash.hpp>

#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace logdefer::detail;
using namespace std::chrono_literals;
using logdefer::fields;

namespace {

template <class T = fields>
std::optional<std::uint64_t> hash_of_logged(T&& value) {
    support::recording record;
    record.data("key", std::forward<T>(value));
    return hash_of_member(record.seal(0ns), "key");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_hash_of_a_member)

BOOST_AUTO_TEST_CASE(never_changes_since_other_processes_compute_it_too) {
    BOOST_TEST(stable_hash("") == mixed(0xcbf2'9ce4'8422'2325U));
    BOOST_TEST(stable_hash("a") == mixed(0xaf63'dc4c'8601'ec8cU));        // as in the list of test cases of FNV
    BOOST_TEST(stable_hash("foobar") == mixed(0x8594'4171'f739'67e8U));   // as well
    BOOST_TEST(mixed(0x9e37'79b9'7f4a'7c15U) == 0xe220'a839'7b1d'cdafU);  // the first number of SplitMix64 from seed 0
}

BOOST_AUTO_TEST_CASE(is_that_of_the_printed_text) {
    BOOST_TEST((hash_of_logged("42") == stable_hash("42")));
    BOOST_TEST((hash_of_logged(42) == stable_hash("42")));
    BOOST_TEST((hash_of_logged(42U) == stable_hash("42")));
    BOOST_TEST((hash_of_logged(42.0) == stable_hash("42")));
    BOOST_TEST((hash_of_logged(-42) == stable_hash("-42")));
    BOOST_TEST((hash_of_logged(0.5) == stable_hash("0.5")));
    BOOST_TEST((hash_of_logged(18'446'744'073'709'551'615U) == stable_hash("18446744073709551615")));
    BOOST_TEST((hash_of_logged(true) == stable_hash("true")));
    BOOST_TEST((hash_of_logged(false) == stable_hash("false")));
    BOOST_TEST((hash_of_logged(1500ms) == stable_hash("1.5")));
    BOOST_TEST((hash_of_logged("") == stable_hash("")));
}

BOOST_AUTO_TEST_CASE(does_not_exist_for_null_and_for_containers) {
    BOOST_TEST(!hash_of_logged(nullptr));
    BOOST_TEST(!hash_of_logged({{"a", 1}}));
    BOOST_TEST(!hash_of_logged(std::vector<int>{1, 2}));
}

BOOST_AUTO_TEST_CASE(spreads_similar_texts_over_its_upper_and_lower_bits) {
    std::set<std::uint64_t> upper;
    std::set<std::uint64_t> lower;
    for (int i = 0; i < 10'000; ++i) {
        auto const hash = stable_hash("user " + std::to_string(i));
        upper.insert(hash >> 56U);
        lower.insert(hash & 0xffU);
    }
    BOOST_TEST(upper.size() == 256U);
    BOOST_TEST(lower.size() == 256U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_member)

BOOST_AUTO_TEST_CASE(is_found_by_its_name_first_and_then_by_its_path) {
    support::recording record;
    record.data("user", {{"id", 1}, {"address", fields{{"city", "Rome"}, {"a.b", 2}}}, {"name.last", 3}});
    record.data("trace.id", 4);
    record.data("both", {{"id", 5}});
    record.data("both.id", 6);
    record.data("geo", {{"x", 0}});
    record.data("geo.city", {{"name", 9}, {"post.code", 10}});
    record.data("flat", 7);
    record.data("", 8);
    auto const sealed = record.seal(0ns);
    auto const is = [&](std::string_view name, std::string_view text) {
        return hash_of_member(sealed, name) == stable_hash(text);
    };
    BOOST_TEST(is("user.id", "1"));
    BOOST_TEST(is("user.address.city", "Rome"));
    BOOST_TEST(is("user.address.a.b", "2"));
    BOOST_TEST(is("user.name.last", "3"));
    BOOST_TEST(is("trace.id", "4"));
    BOOST_TEST(is("both.id", "6"));
    BOOST_TEST(is("flat", "7"));
    BOOST_TEST(is("", "8"));
    BOOST_TEST(is("geo.city.name", "9"));
    BOOST_TEST(is("geo.city.post.code", "10"));
    BOOST_TEST(is("data.user.id", "1"));
    BOOST_TEST(is("data.trace.id", "4"));
    BOOST_TEST(is("data.flat", "7"));
    for (char const* const none : {"id", "user", "user.", ".id", "user.id.more", "flat.id", "user.address.cit", ".",
                                   "data", "data.id", "data.data.flat", "dat.flat"}) {
        BOOST_TEST(!hash_of_member(sealed, none), none);
    }
}

BOOST_AUTO_TEST_CASE(is_rather_one_of_the_member_data_than_one_of_all_data) {
    support::recording record;
    record.data("data", {{"user", 1}});
    record.data("user", 2);
    record.data("other", 3);
    auto const sealed = record.seal(0ns);
    BOOST_TEST((hash_of_member(sealed, "data.user") == stable_hash("1")));
    BOOST_TEST((hash_of_member(sealed, "data.other") == stable_hash("3")));
    BOOST_TEST((hash_of_member(sealed, "data.data.user") == stable_hash("1")));
}

BOOST_AUTO_TEST_CASE(has_the_last_value_that_was_set) {
    support::recording record;
    record.data("user", 1);
    record.data("user", 2);
    BOOST_TEST((hash_of_member(record.seal(0ns), "user") == stable_hash("2")));
}

BOOST_AUTO_TEST_SUITE_END()
