// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A log on a manual clock, with a sink and an error hook that store what they are passed: the base of most tests of
/// logs.

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace logdefer::test {

/// 2023-11-14 22:13:20.123456 UTC: a time that a `double` would not store exactly.
inline constexpr std::chrono::nanoseconds start_time{1'700'000'000'123'456'000};

/// One call of an error hook.
struct report {
    std::error_code code;
    std::string subject;

    bool operator==(report const&) const = default;
    friend std::ostream& operator<<(std::ostream& out, report const& r) { return out << r.code << " " << r.subject; }
};

/// An error hook that stores its calls.
struct report_list : std::vector<report> {
    void operator()(std::error_code code, std::string_view subject) { push_back({code, std::string{subject}}); }
};

/// Returns the line of a record that starts at `start_time`.
inline std::string record_of(std::string_view after_start) {
    return R"({"start":1700000000.123456,)" + std::string{after_start} + "}\n";
}

/// Returns the line of a record without duration.
inline std::string instant_record(std::string_view members) {
    return record_of(R"("end":0.000000,)" + std::string{members});
}

/// Returns the line of a record with only this content of `logs`.
inline std::string instant_logs(std::string_view lines) {
    return instant_record(R"("logs":[)" + std::string{lines} + "]");
}

/// Returns the record in the text, which must be a single line.
inline record record_from(std::string_view line) {
    record r;
    BOOST_REQUIRE(read_record(line, r));
    return r;
}

template <class Log = basic_log_defer<manual_clock>>
struct basic_log_fixture {
    manual_clock clock{start_time};
    capturing_sink sink;
    report_list reports;
    Log log;

    explicit basic_log_fixture(int verbosity = std::numeric_limits<int>::max())
        : log{sink, clock, settings{.verbosity = verbosity, .on_error = reports}} {}

    /// Ends the log, which must succeed, and returns the record.
    std::string finish() {
        BOOST_TEST(log.finish() == std::error_code{});
        BOOST_REQUIRE(sink.size() != 0U);
        return sink.texts().back();
    }
};

using log_fixture = basic_log_fixture<>;

/// Checks how a log ended.
struct outcome_fixture : log_fixture {
    /// Returns the outcome of the only record as JSON, or `ok` if it has none.
    std::string outcome() {
        BOOST_REQUIRE(sink.size() == 1U);
        auto const extras = sink.last().extras;
        return extras.empty() ? "ok" : extras.front().value.text;
    }
};

}  // namespace logdefer::test
