// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Which records are kept.

#include "cli/options.hpp"
#include "record/jq_input.hpp"
#include "record/output.hpp"
#include "record/record.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace viz {

/// Decides which records are kept. Not thread-safe.
class filter {
public:
    virtual ~filter() = default;

    /// Returns false only if the line cannot contain a record that is kept, whatever the rest of the line is: so most
    /// lines need not be read completely.
    [[nodiscard]] virtual bool may_keep(std::string_view) const { return true; }

    /// Returns whether a record is kept. A filter that fails reports this to `out`.
    [[nodiscard]] virtual bool keeps(record const& r, output& out) = 0;
};

/// Sets where the part of the log begins that `--last` names, which must be given. Throws `usage_error`.
void set_end_of_log(options& o, double latest_start);

/// Returns the filters that the options ask for, the fast ones first. `input` must outlive them. Throws `usage_error`
/// and `jq_error`.
[[nodiscard]] std::vector<std::unique_ptr<filter>> make_filters(options const& o, jq_input& input);

}  // namespace viz
