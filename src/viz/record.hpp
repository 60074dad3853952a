// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A record as the viewer sees it: views of the bytes it was read from.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Members are the JSON text of their values, empty where the record has none. `record_reader` owns what they view.
struct record {
    /// `[offset, level, message, item...]`. Elements of another shape have nothing but empty views.
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

    /// A member that has no place of its own.
    struct member {
        std::string_view name;  ///< with its quotes
        std::string_view value;
    };

    std::uint64_t position = 0;  ///< of its line in the input: in the order of the input, no two are the same
    std::string_view bytes;      ///< the object as it was read, up to the end of its line
    bool has_line_feed = false;  ///< which follows `bytes`: the last line of a file may lack it
    std::string_view json;       ///< the same, with U+FFFD for what parsers refuse: bytes that are no UTF-8, and halves
                                 ///< of surrogate pairs
    std::string_view start;
    std::string_view end;
    std::string_view data;
    std::string_view outcome;
    std::vector<line> lines;
    std::vector<timer> timers;
    std::vector<member> others;

    /// Whether there is something to show: `null`, `false`, 0 and "" count as no data.
    [[nodiscard]] bool has_data() const noexcept;
};

/// Where the JSON object of a line begins: at the first `{` that a member or nothing but the end of the line follows.
/// What stands before is the name of a file, from `grep -r`. `npos` where there is no object.
[[nodiscard]] std::size_t object_start(std::string_view line) noexcept;

/// How much of a record is read.
enum class extent {
    all,
    /// Bytes and start alone, in half the time: UTF-8, quotes, brackets and the members are checked, but not the values
    /// in between. A number, a word or an escape in them may be wrong.
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
    /// record is valid until the next call and as long as the line. Null where the line is no record; `why` then says
    /// why.
    [[nodiscard]] record const* read(std::string_view line, std::uint64_t position, extent how_much = extent::all);
    [[nodiscard]] std::string_view why() const noexcept { return why_; }

    /// Ends the record, and gives back what long lines have taken since the last call: some 20 times their size, or
    /// much more where there is little between commas.
    void give_back_excess();

private:
    struct parser;
    [[nodiscard]] bool is_valid();
    [[nodiscard]] bool read_outline();
    void split();

    std::unique_ptr<parser> parser_;
    record record_;
    std::vector<std::string_view> items_;
    std::vector<std::size_t> items_ends_;  // of each line, since items move while they are gathered
    std::string mended_;
    std::size_t longest_ = 0;  // of the lines since memory was given back
    std::string_view why_;
};

}  // namespace viz
