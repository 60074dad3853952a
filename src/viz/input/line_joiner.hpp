// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Makes one line of each object that has several lines or was wrapped.

#include "input/wrappers.hpp"
#include "json/object_scanner.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace viz {

/// Joins the lines of one file. For each line there is a line in the result, possibly an empty one, so that lines can
/// be counted there: an object is on the line of its first line or, if it was wrapped, of its last part. Text that only
/// looks like the beginning of an object is left as it is. Text that was wrapped and contains no object is left out:
/// unlike a file of records, such a log has everything that a program says.
class line_joiner {
public:
    /// Returns whether a line is wrapped, or may begin or continue an object of several lines.
    [[nodiscard]] static bool is_needed_for(std::string_view line) noexcept;

    /// Appends whole lines to `out`. `json::padding` bytes after the line must be readable.
    void take(std::string_view line, std::string& out);

    /// Appends what is left of objects and lines whose ends have not come.
    void finish(std::string& out);

    /// Returns whether lines that need no joining can bypass the joiner.
    [[nodiscard]] bool is_idle() const noexcept;

private:
    struct stream {
        std::string part;       // of a line that was wrapped in several parts
        bool skips = false;     // the rest of a line that is too long
        std::string open;       // lines of an object that is not complete
        std::size_t lines = 0;  // of these; 0 if they were wrapped: then each has an empty line in the result
        json::object_scanner scanner;
    };

    void take_part(wrapped_line const& wrapped, std::string& out);
    void take_text(stream& s, std::string_view text, bool is_wrapped, std::string& out);
    [[nodiscard]] bool continues(stream& s, std::string_view text, bool is_wrapped, std::string& out);
    void write_empty(std::string& out);
    void write(std::string_view text, std::string& out);
    void give_up(stream& s, std::string& out);

    unwrapper unwrapper_;
    std::array<stream, 3> streams_;  // by `wrapped_stream`
    std::ptrdiff_t empty_ = 0;       // empty lines that precede the next text; negative if there were too many
};

}  // namespace viz
