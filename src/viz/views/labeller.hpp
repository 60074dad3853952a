// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What --by names: the text by which records are told apart.

#include "json/jq.hpp"
#include "record/jq_input.hpp"
#include "record/member_path.hpp"
#include "record/output.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Paths of members, separated by commas; any other text is an expression.
[[nodiscard]] std::optional<std::vector<std::string>> members_in(std::string_view by);

/// Returns the values of members, or the first output of an expression.
class labeller {
public:
    /// Throws `jq_error`.
    labeller(std::string const& by, jq_input& input);

    /// Returns the label of a record: the values of the members, separated by commas; nothing if it has none of them,
    /// or if the output is null. Valid until the next call, and as long as the record.
    [[nodiscard]] std::optional<std::string_view> of(record const& r, output& out);

private:
    [[nodiscard]] std::optional<std::string_view> of_members(record const& r);
    [[nodiscard]] std::optional<std::string_view> of_expression(record const& r, output& out);

    std::vector<member_path> paths_;
    std::optional<jq_program> program_;
    jq_input& input_;
    std::string text_;
};

/// Returns the labeller of an option, if the option is given.
[[nodiscard]] std::optional<labeller> optional_labeller(std::optional<std::string> const& by, jq_input& input);

}  // namespace viz
