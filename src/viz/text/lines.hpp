// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The lines of a record as text.

#include "record/record.hpp"

#include <optional>
#include <string>

namespace viz::text {

/// Which lines are shown, and how.
struct line_style {
    int verbosity = 30;
    std::optional<bool> error{};
    std::optional<bool> warn{};
    std::optional<bool> info{};
    std::optional<bool> debug{};
    bool preserve_newlines = false;
    bool colour = false;

    /// The switch for exactly this level decides, or else the verbosity.
    [[nodiscard]] bool shows(double level) const;
};

/// Appends the lines; the line of the end, with the outcome of a record that did not succeed and what it has lost; and
/// an empty one.
void append_lines(std::string& out, record const& r, line_style const& style);

/// Appends a message and its items: strings as text, other values as compact JSON.
void append_message(std::string& out, record::line const& line);

}  // namespace viz::text
