// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rule.hpp>

#include <logdefer/settings/rules.hpp>

#include "support/decided.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <concepts>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

using namespace std::chrono_literals;
using logdefer::failed;
using logdefer::rule;
using support::keeps;
using support::log_type;
using support::plain_record;
using support::record_of;

namespace {

static_assert(std::regular<rule> == false);  // rules are not compared
static_assert(std::semiregular<rule>);
static_assert(std::is_nothrow_copy_constructible_v<rule> && std::is_nothrow_move_constructible_v<rule>);
static_assert(!std::convertible_to<rule, bool> && !std::constructible_from<bool, rule>);
static_assert(!std::convertible_to<int, rule> && !std::convertible_to<bool, rule>);
static_assert(!std::convertible_to<std::string, rule>);

rule constant(bool value) {
    return [value](logdefer::record_view const&) { return value; };
}

bool is_short(logdefer::record_view const& record) { return record.end() < 1ms; }

/// A predicate that counts its calls.
auto counted(int& calls, bool value) {
    return [&calls, value](logdefer::record_view const&) {
        ++calls;
        return value;
    };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_rule)

BOOST_AUTO_TEST_CASE(combines_conditions_as_bool_does) {
    auto const record = plain_record();
    for (bool const a : {false, true}) {
        BOOST_TEST(keeps(!constant(a), record) == !a);
        BOOST_TEST(keeps(!!constant(a), record) == a);
        for (bool const b : {false, true}) {
            BOOST_TEST(keeps(constant(a) || constant(b), record) == (a || b));
            BOOST_TEST(keeps(constant(a) && constant(b), record) == (a && b));
            BOOST_TEST(keeps(!(constant(a) || constant(b)), record) == !(a || b));
            BOOST_TEST(keeps(!(constant(a) && !constant(b)), record) == !(a && !b));
            for (bool const c : {false, true}) {
                BOOST_TEST(keeps((constant(a) || constant(b)) && constant(c), record) == ((a || b) && c));
                BOOST_TEST(keeps(constant(a) || (!constant(b) && constant(c)), record) == (a || (!b && c)));
                BOOST_TEST(keeps(!(constant(a) && constant(b)) && !constant(c), record) == (!(a && b) && !c));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(tests_only_what_the_result_depends_on_from_left_to_right) {
    int first = 0;
    int second = 0;
    rule const either = rule{counted(first, true)} || counted(second, true);
    BOOST_TEST(keeps(either, plain_record()));
    BOOST_TEST(first == 1);
    BOOST_TEST(second == 0);
    rule const both = rule{counted(first, false)} && counted(second, true);
    BOOST_TEST(!keeps(both, plain_record()));
    BOOST_TEST(first == 2);
    BOOST_TEST(second == 0);
}

BOOST_AUTO_TEST_CASE(that_is_empty_yields_the_other_one_and_keeps_every_record) {
    rule const none;
    BOOST_TEST(none.empty());
    BOOST_TEST((!none).empty());
    BOOST_TEST((none || none).empty());
    BOOST_TEST((none && none).empty());
    BOOST_TEST(!failed.empty());
    BOOST_TEST(keeps(none, plain_record()));
    for (bool const a : {false, true}) {
        BOOST_TEST(keeps(none || constant(a), plain_record()) == a);
        BOOST_TEST(keeps(none && constant(a), plain_record()) == a);
        BOOST_TEST(keeps(constant(a) || none, plain_record()) == a);
        BOOST_TEST(keeps(constant(a) && none, plain_record()) == a);
    }
}

BOOST_AUTO_TEST_CASE(is_a_value_that_outlives_what_it_was_made_of) {
    rule r;
    {
        std::string const word = "longer than the buffer inside of a string";
        rule const part = [word](logdefer::record_view const& record) {
            return (*record.logs().begin()).message().text() == word;
        };
        r = part && !failed;
    }
    rule const copy = r;
    rule const moved = std::move(r);
    BOOST_TEST(r.empty());
    r = copy;
    auto const wanted = record_of([](log_type& log, auto&) { log.info("longer than the buffer inside of a string"); });
    for (rule const& each : {copy, moved, r}) {
        BOOST_TEST(keeps(each, wanted));
        BOOST_TEST(!keeps(each, plain_record()));
    }
}

BOOST_AUTO_TEST_CASE(takes_an_exception_of_a_predicate_for_true) {
    rule const broken = [](logdefer::record_view const&) -> bool { throw std::runtime_error("broken"); };
    BOOST_TEST(keeps(broken, plain_record()));
    BOOST_TEST(!keeps(!broken, plain_record()));
}

BOOST_AUTO_TEST_CASE(takes_functions_and_is_empty_for_a_null_pointer) {
    BOOST_TEST(keeps(is_short, plain_record()));
    BOOST_TEST(!keeps(!rule{is_short}, plain_record()));
    bool (*pointer)(logdefer::record_view const&) = is_short;
    BOOST_TEST(keeps(pointer, plain_record()));
    pointer = nullptr;
    BOOST_TEST(rule{pointer}.empty());
}

BOOST_AUTO_TEST_CASE(keeps_every_record_if_it_has_too_many_conditions) {
    rule most = constant(false);
    for (int i = 1; i < 32; ++i) most = most || constant(false);
    BOOST_TEST(!keeps(most, plain_record()));
    rule const too_many = most || constant(false);
    BOOST_TEST(keeps(too_many, plain_record()));
    BOOST_TEST(keeps(too_many && constant(false), plain_record()));
    BOOST_TEST(keeps(constant(false) && too_many, plain_record()));
    BOOST_TEST(keeps(!too_many, plain_record()));
}

BOOST_AUTO_TEST_CASE(keeps_every_record_if_it_involves_too_much_chance) {
    rule most = logdefer::sample(0.0);
    for (int i = 1; i < 8; ++i) most = most || logdefer::sample(0.0);
    BOOST_TEST(!keeps(most, plain_record()));
    BOOST_TEST(!keeps(most && most, plain_record()));
    rule const too_many = most || logdefer::sample(0.0);
    BOOST_TEST(keeps(too_many, plain_record()));
    BOOST_TEST(keeps(!too_many, plain_record()));
}

BOOST_AUTO_TEST_SUITE_END()
