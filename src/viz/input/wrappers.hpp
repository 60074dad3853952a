// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Lines in which container engines and the journal of systemd wrap the lines of programs.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace viz {

/// The stream of a program, whose long lines are wrapped in several parts.
enum class wrapped_stream : std::uint8_t { only, out, err };

struct wrapped_line {
    wrapped_stream stream = wrapped_stream::only;
    bool ends_line = true;  ///< no part of the same line follows
    std::string_view text;  ///< without a line feed; belongs to the `unwrapper` or to the line
};

/// Returns whether a line may be wrapped. Looks at few bytes, so that it can be called for every line.
[[nodiscard]] bool may_be_wrapped(std::string_view line) noexcept;

/// Returns whether a line of the journal has no text, since the text was too long for `journalctl`.
[[nodiscard]] bool lacks_message(std::string_view line);

/// Reads wrapped lines, one at a time.
class unwrapper {
public:
    unwrapper();
    unwrapper(unwrapper&&) = delete;
    ~unwrapper();

    /// Sets `to`, which is valid until the next call. Returns false if a line is not wrapped. `json::padding` bytes
    /// after the line must be readable.
    [[nodiscard]] bool unwrap(std::string_view line, wrapped_line& to);

private:
    struct parser;
    [[nodiscard]] bool unwrap_json(std::string_view line, wrapped_line& to);

    std::unique_ptr<parser> parser_;
    std::string bytes_;  // of a text that the journal writes as an array of numbers
};

}  // namespace viz
