// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Which records are kept.

#include "jq_input.hpp"
#include "options.hpp"
#include "output.hpp"
#include "record.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace viz {

/// Decides about records. One thread at a time.
class filter {
public:
    virtual ~filter() = default;

    /// Whether a line may hold a record that is kept. False only where none is, whatever the rest of the line: so most
    /// lines need not be read.
    [[nodiscard]] virtual bool may_keep(std::string_view) const { return true; }

    /// Whether a record is kept. A filter that fails says so in `out`.
    [[nodiscard]] virtual bool keeps(record const& r, output& out) = 0;
};

/// The filters that the options ask for, the fast ones first. `input` outlives them. Throws `usage_error` and
/// `jq_error`.
[[nodiscard]] std::vector<std::unique_ptr<filter>> make_filters(options const& o, jq_input& input);

}  // namespace viz
