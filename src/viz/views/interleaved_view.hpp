// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows the events of all records in the order of time.

#include "cli/options.hpp"
#include "encoding/colours.hpp"
#include "system/terminal.hpp"
#include "text/lines.hpp"
#include "views/labeller.hpp"
#include "views/view.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>

namespace viz {

/// Writes a row for each event of each record, with a column for each running record. Records must come in the order of
/// their starts. Keeps the remaining events of records that run at the same time.
class interleaved_view final : public view {
public:
    interleaved_view(options const& o, terminal t, jq_input& input);

    void show(record const& r, output& out) override;
    bool finish(output& out) override;

    static constexpr std::size_t most_columns = 20;  ///< of running records; all others share one mark

private:
    enum class kind { begin, line, timer, end };

    struct event {
        std::chrono::microseconds time;
        std::uint64_t number;  // the order in which events were recorded
        std::size_t column;
        kind what;
        std::string text;

        [[nodiscard]] bool operator>(event const& other) const {
            return time == other.time ? number > other.number : time > other.time;
        }
    };

    [[nodiscard]] std::size_t free_column();
    void leave_column(std::size_t column);
    void tell(std::chrono::microseconds time, std::size_t column, kind what, std::string text);
    void tell_lines(record const& r, std::chrono::microseconds start, std::size_t column);
    void tell_timers(record const& r, std::chrono::microseconds start, std::chrono::nanoseconds duration,
                     std::size_t column);
    void write_until(std::chrono::microseconds time, output& out);
    void write(event const& e, std::string& out);
    void append_time(std::chrono::microseconds time, std::string& out);
    void append_marks(event const& e, std::string& out) const;

    options options_;
    text::line_style style_;
    text::palette colours_;
    std::optional<labeller> labels_;  // of --by
    std::priority_queue<event, std::vector<event>, std::greater<>> events_;
    std::vector<bool> runs_;      // by column, up to the last that is used
    std::set<std::size_t> free_;  // free columns before that one; a set, since all records may run at the same time
    std::uint64_t told_ = 0;
    std::uint64_t records_ = 0;
    std::string day_;
};

}  // namespace viz
