// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <exception>
#include <new>
#include <stdexcept>
#include <string>

using namespace logdefer;
using namespace logdefer::test;

namespace {

struct out_of_stock : std::runtime_error {
    using runtime_error::runtime_error;
};

/// Throws `outer` with the exception of `inner` nested in it.
template <class Inner, class Outer>
[[noreturn]] void throw_around(Inner inner, Outer outer) {
    try {
        inner();
    } catch (...) {
        std::throw_with_nested(std::move(outer));
    }
    std::abort();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(an_exception, log_fixture)

BOOST_AUTO_TEST_CASE(is_a_line_of_what_it_says_and_its_type) {
    log.exception(std::runtime_error{"disk full"});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,10,"disk full",{"type":"std::runtime_error"}])"));
}

BOOST_AUTO_TEST_CASE(that_is_caught_by_a_base_has_the_type_that_was_thrown) {
    try {
        throw out_of_stock{"no cocoa"};
    } catch (std::exception const& e) {
        log.exception(e);
    }
    BOOST_TEST(finish() == instant_logs(R"([0.000000,10,"no cocoa",{"type":"(anonymous namespace)::out_of_stock"}])"));
}

BOOST_AUTO_TEST_CASE(tells_what_is_nested_in_it_from_the_outermost_on) {
    try {
        throw_around([] { throw_around([] { throw 7; }, std::bad_alloc{}); }, std::logic_error{"outer"});
    } catch (std::exception const& e) {
        log.exception(e);
    }
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,10,"outer",{"type":"std::logic_error",)"
                               R"("nested":[{"type":"std::bad_alloc","what":"std::bad_alloc"},{"type":"int"}]}])"));
}

BOOST_AUTO_TEST_CASE(may_be_the_one_that_is_being_handled) {
    try {
        throw std::runtime_error{"this one"};
    } catch (...) {
        log.exception();
    }
    BOOST_TEST(finish() == instant_logs(R"([0.000000,10,"this one",{"type":"std::runtime_error"}])"));
}

BOOST_AUTO_TEST_CASE(of_no_standard_type_has_but_a_type) {
    log.exception(std::make_exception_ptr(std::string{"text"}));
    auto const record = finish();
    BOOST_TEST(record.find(R"([[0.000000,10,"exception",{"type":"std::)") != record.npos);
}

BOOST_AUTO_TEST_CASE(that_is_none_is_no_line) {
    log.exception();
    log.exception(std::exception_ptr{});
    BOOST_TEST(finish() == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(says_nothing_about_the_outcome_and_nothing_once_the_log_is_over) {
    (void)finish();
    log.exception(std::runtime_error{"late"});
    log.exception(std::make_exception_ptr(1));
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_CASE(is_left_out_where_errors_are) {
    log_fixture quiet{9};
    quiet.log.exception(std::runtime_error{"unheard"});
    BOOST_TEST(quiet.finish() == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_SUITE_END()
