// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Which view the options ask for.

#include "jq_input.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "views/view.hpp"

#include <memory>

namespace viz {

/// The view that the options ask for. `input` outlives it. Throws `jq_error`.
[[nodiscard]] std::unique_ptr<view> make_view(options const& o, terminal t, jq_input& input);

/// Whether nothing is shown before the last record was read.
[[nodiscard]] bool is_shown_at_end(options const& o);

/// Whether several views may share the records: each is shown on its own account, or what is gathered can be absorbed.
[[nodiscard]] bool is_shared_view(options const& o);

}  // namespace viz
