// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Filters that compare members with values, without an expression.

#include "filters/filter.hpp"
#include "json/scan.hpp"
#include "record/member_path.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

enum class comparison { equal, unequal, less, at_most, greater, at_least, contains };

/// One comparison of a member with a value.
struct member_test {
    std::vector<std::string> path;  ///< begins in the record or else in its data
    comparison how = comparison::equal;
    std::string text;              ///< the value
    std::optional<double> number;  ///< the value, if it is a number

    /// Returns whether a JSON value passes; an empty one stands for a missing member. Integers are compared exactly,
    /// other numbers as doubles.
    [[nodiscard]] bool passes(std::string_view value) const;

private:
    [[nodiscard]] std::strong_ordering order_of_numbers(std::string_view value) const;
};

/// Parses tests like `status=500 && user~"jane"`. A value in quotes is text, in which `\"` and `\\` stand for a quote
/// and a backslash; any other value is compared with numbers as a number, and with text as text. Throws `usage_error`.
[[nodiscard]] std::vector<member_test> parse_tests(std::string const& tests);

/// Keeps records that pass a test.
class member_filter final : public filter {
public:
    explicit member_filter(member_test test);

    [[nodiscard]] bool may_keep(std::string_view line) const override;
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    member_test test_;
    member_path path_;
    bool is_time_ = false;  // which may be written as text
    json::needle key_;      // the last name of the path, in quotes; empty if bytes decide nothing
};

}  // namespace viz
