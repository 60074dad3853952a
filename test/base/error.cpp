// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/error.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <system_error>

namespace {

using logdefer::error;

constexpr auto every_error = {error::out_of_memory,    error::serializer_failed,
                              error::sink_failed,      error::late,
                              error::not_open,         error::busy,
                              error::pending,          error::malformed,
                              error::not_a_record,     error::too_deep,
                              error::number_too_large, error::queue_full,
                              error::record_too_large, error::no_current,
                              error::not_sequenced,    error::not_left};

}  // namespace

BOOST_AUTO_TEST_CASE(every_error_has_a_message_of_its_own) {
    std::set<std::string> messages;
    for (error const e : every_error) messages.insert(make_error_code(e).message());
    BOOST_TEST(messages.size() == every_error.size());
    BOOST_TEST(!messages.contains("unknown error"));
    BOOST_TEST(!messages.contains(""));
}

BOOST_AUTO_TEST_CASE(a_number_that_is_no_error_is_unknown) {
    BOOST_TEST(logdefer::error_category().message(0) == "unknown error");
    BOOST_TEST(logdefer::error_category().message(-1) == "unknown error");
}

BOOST_AUTO_TEST_CASE(an_error_is_an_error_code_of_the_library) {
    std::error_code const code = error::late;
    BOOST_TEST(code == error::late);
    BOOST_TEST(code != error::not_open);
    BOOST_TEST(bool{code});
    BOOST_TEST(code.category().name() == std::string{"logdefer"});
    BOOST_TEST((&code.category() == &logdefer::error_category()));
}
