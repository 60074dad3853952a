// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A record as views of the bytes that it was read from.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Members are the JSON text of their values, empty if the record lacks them. The text belongs to the `record_reader`.
/// Times that are written as text, such as "0.5", are numbers here, as is a start that is a date.
struct record {
    /// `[offset, level, message, item...]`. For an element of another type all views are empty.
    struct line {
        std::string_view offset;
        std::string_view level;
        std::span<std::string_view const> items;  ///< the message is the first
    };

    /// `[name, start, end, detail]`. Without `end` the timer was not stopped.
    struct timer {
        std::string_view name;
        std::string_view start;
        std::string_view end;
        std::string_view detail;
    };

    /// A member other than the start, end, data, lines, timers and outcome.
    struct member {
        std::string_view name;  ///< in quotes
        std::string_view value;
    };

    std::uint64_t position = 0;  ///< of the object in the input; unique, and ascending in the order of the input
    std::string_view bytes;      ///< the object as it was read, up to the end of its line
    bool has_line_feed = false;  ///< whether a line feed follows `bytes`: the last line of a file may lack it
    std::string_view json;       ///< `bytes` with U+FFFD for ill-formed UTF-8 and unpaired surrogates
    std::string_view start;
    std::string_view end;
    std::string_view data;
    std::string_view outcome;
    std::string_view id;
    std::string_view part;
    std::string_view sample_rate;
    std::vector<line> lines;
    std::vector<timer> timers;
    std::vector<member> others;

    /// Returns whether there is data to show: `null`, `false`, 0 and "" do not count.
    [[nodiscard]] bool has_data() const noexcept;
};

/// Returns whether an object has none of the members `start`, `end` and `logs`, one of which every record has.
[[nodiscard]] bool is_foreign(record const& r) noexcept;

/// Returns where the JSON object of a line begins: at the first `{` that is followed by a member, or by a `}` at the
/// end of the line. Any text before it is the name of a file, from `grep -r`. Returns `npos` if there is no object.
[[nodiscard]] std::size_t object_start(std::string_view line) noexcept;

/// How much of a record is read.
enum class extent {
    all,
    /// Only the bytes and the start, in half the time: UTF-8, quotes, brackets and the members are checked, but not the
    /// values in them, so numbers, words and escapes may be invalid.
    outline,
};

/// Reads records, one at a time.
class record_reader {
public:
    record_reader();
    record_reader(record_reader&&) noexcept;
    record_reader& operator=(record_reader&&) noexcept;
    ~record_reader();

    /// Reads the line at a position, which may end in white space. `json::padding` bytes after it must be readable. The
    /// record is valid until the next call, and only as long as the line. Returns null if the line is not a record;
    /// `why` then returns the reason.
    [[nodiscard]] record const* read(std::string_view line, std::uint64_t position, extent how_much = extent::all);
    [[nodiscard]] std::string_view why() const noexcept { return why_; }

    /// Ends the record, and releases the memory that long lines have taken since the last call: about 20 times their
    /// size, or much more if they consist mostly of commas.
    void give_back_excess();

private:
    struct parser;
    [[nodiscard]] bool is_valid();
    [[nodiscard]] bool read_outline();
    void set_start(std::string_view value);
    void split();

    std::unique_ptr<parser> parser_;
    record record_;
    std::vector<std::string_view> items_;
    std::vector<std::size_t> items_ends_;  // of each line, since items move while they are collected
    std::string mended_;
    std::string date_;         // the start in seconds, if the record has a date
    std::size_t longest_ = 0;  // of the lines since memory was last released
    std::string_view why_;
};

}  // namespace viz
