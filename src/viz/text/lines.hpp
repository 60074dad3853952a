// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The lines of a record as text.

#include "record.hpp"

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
    bool terminal = false;

    /// A switch for exactly this level decides, else the verbosity.
    [[nodiscard]] bool shows(double level) const;
};

/// Appends the lines, that of the end, and an empty one.
void append_lines(std::string& out, record const& r, line_style const& style);

/// A message and what follows it: text where it is text, else compact JSON.
void append_message(std::string& out, record::line const& line, line_style const& style);

}  // namespace viz::text
