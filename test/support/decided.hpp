// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records for rules to decide about.

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/settings/decision.hpp>
#include <logdefer/settings/rule.hpp>
#include <logdefer/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <string_view>

namespace support {

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

/// Returns a record that `fill(log, clock)` has written.
template <class Fill>
logdefer::record record_of(Fill const& fill) {
    logdefer::manual_clock const clock;
    log_type log{[](std::string_view) {}, clock};
    fill(log, clock);
    logdefer::record r;
    BOOST_REQUIRE(!log.finish(r));
    return r;
}

inline logdefer::record plain_record() {
    return record_of([](log_type& log, auto&) { log.info("as usual"); });
}

/// Returns whether the rule keeps the record, which must not be a matter of chance.
inline bool keeps(logdefer::rule const& r, logdefer::record const& record) {
    auto const decided = logdefer::detail::decide(r, record.view());
    BOOST_TEST(decided.sample_rate == 1);
    return decided.kept;
}

}  // namespace support
