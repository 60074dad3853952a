// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What the service decides about its records.

#include <logdefer/settings/settings.hpp>

namespace orders {

/// Whether the detail of a request is in its record.
enum class log_detail {
    always,       // every line is shown, and nothing is decided when a request ends
    never,        // no line above the verbosity is recorded
    in_hindsight  // lines above the verbosity are shown if the request failed or was slow
};

[[nodiscard]] logdefer::settings make_log_settings(log_detail detail, logdefer::error_hook on_error);

}  // namespace orders
