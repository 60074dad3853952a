// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/guard.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>

namespace {

using logdefer::error;
using logdefer::detail::completes;
using logdefer::detail::guarded;
using logdefer::detail::observed;

}  // namespace

BOOST_AUTO_TEST_SUITE(guarded_code)

BOOST_AUTO_TEST_CASE(returns_its_own_code) {
    BOOST_TEST(!guarded(error::late, [] { return std::error_code{}; }));
    BOOST_TEST(guarded(error::late, []() -> std::error_code { return error::malformed; }) == error::malformed);
}

BOOST_AUTO_TEST_CASE(passes_on_the_code_of_a_system_error) {
    auto const full = std::make_error_code(std::errc::no_space_on_device);
    BOOST_TEST(guarded(error::late, [&]() -> std::error_code { throw std::system_error(full); }) == full);
}

BOOST_AUTO_TEST_CASE(names_a_failed_allocation) {
    BOOST_TEST(guarded(error::late, []() -> std::error_code { throw std::bad_alloc(); }) == error::out_of_memory);
}

BOOST_AUTO_TEST_CASE(gives_any_other_exception_the_fallback) {
    BOOST_TEST(guarded(error::late, []() -> std::error_code { throw std::runtime_error("x"); }) == error::late);
    BOOST_TEST(guarded(error::sink_failed, []() -> std::error_code { throw 1; }) == error::sink_failed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(code_of_the_program)

BOOST_AUTO_TEST_CASE(completes_unless_it_throws) {
    int runs = 0;
    BOOST_TEST(completes([&] { ++runs; }));
    BOOST_TEST(!completes([&] {
        ++runs;
        throw std::runtime_error("no");
    }));
    BOOST_TEST(runs == 2);
}

BOOST_AUTO_TEST_CASE(is_observed_when_it_throws_and_throws_all_the_same) {
    int seen = 0;
    observed([] {}, [&] { ++seen; });
    BOOST_TEST(seen == 0);
    BOOST_CHECK_THROW(observed([] { throw std::runtime_error("no"); }, [&] { ++seen; }), std::runtime_error);
    BOOST_TEST(seen == 1);
}

BOOST_AUTO_TEST_SUITE_END()
