// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <limits>
#include <string_view>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using log_type = basic_log_defer<manual_clock>;

std::size_t memory_of(log_type& log) { return detail::log_access::transaction_of(log)->memory(); }

void ignore(std::string_view) {}

/// Begins a log on a thread that has no memory of earlier logs.
struct first_log {
    log_type log;

    explicit first_log(settings const& opts = {}) : log{(trim_memory(), ignore), opts} {}
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_open_log_takes_what_it_was_told_to_begin_with_and_none_for_its_text) {
    for (std::size_t const bytes : {1024U, 2048U, 8192U}) {
        first_log first{settings{.first_capacity = bytes}};
        BOOST_TEST(memory_of(first.log) == bytes);
        auto fork = first.log.fork();
        BOOST_TEST(memory_of(fork) == bytes);
    }
    first_log usual;
    BOOST_TEST(memory_of(usual.log) == 2048U);
    first_log least{settings{.first_capacity = 0}};
    BOOST_TEST(memory_of(least.log) == 1024U);
}

BOOST_AUTO_TEST_CASE(memory_that_is_used_again_may_be_more_but_not_less) {
    {
        first_log const large{settings{.first_capacity = 8192}};
    }
    {
        log_type small{ignore, settings{.first_capacity = 1024}};
        BOOST_TEST(memory_of(small) >= 8192U);
    }
    log_type larger{ignore, settings{.first_capacity = 16384}};
    BOOST_TEST(memory_of(larger) >= 16384U);
}

BOOST_AUTO_TEST_CASE(a_log_that_begins_with_little_grows) {
    capturing_sink sink;
    trim_memory();
    {
        log_type log{sink, settings{.first_capacity = 1024}};
        for (int i = 0; i < 1000; ++i) log.info("line", i);
    }
    BOOST_TEST(sink.last().logs.size() == 1000U);
    BOOST_TEST(sink.last().extras.empty());
}

BOOST_AUTO_TEST_CASE(a_log_that_asks_for_more_than_there_is_is_over_and_says_so) {
    report_list reports;
    trim_memory();
    log_type const log{ignore,
                       settings{.on_error = reports, .first_capacity = std::numeric_limits<std::size_t>::max()}};
    BOOST_TEST(!log.is_open());
    BOOST_TEST((reports == report_list{{report{error::out_of_memory, ""}}}));
}
