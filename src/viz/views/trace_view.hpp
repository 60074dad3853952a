// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Writes records for trace viewers, such as Perfetto.

#include "cli/options.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace viz {

/// Writes one document in the Trace Event Format, with a track for each transaction, which shows it and its timers as
/// complete events. A timer that overlaps another one, or extends beyond the transaction, becomes a pair of
/// asynchronous events. Lines are instant events. Times are absolute.
class trace_view final : public view {
public:
    trace_view(options const& o, terminal t);

    void begin(output& out) override;
    void show(record const& r, output& out) override;
    bool finish(output& out) override;

private:
    void append_transaction(std::string& out, record const& r) const;
    void append_timers(std::string& out, record const& r);
    void append_timer(std::string& out, record::timer const& timer, std::chrono::nanoseconds start,
                      std::chrono::nanoseconds end, bool within);
    void append_line(std::string& out, record::line const& line) const;
    void begin_event(std::string& out, char phase, std::string_view category, std::string_view name,
                     std::chrono::nanoseconds at) const;

    std::string source_;
    bool terminal_;
    std::chrono::nanoseconds start_{};     // of the record
    std::chrono::nanoseconds duration_{};  // of the record
    std::size_t track_ = 0;
    std::size_t pair_ = 0;
};

}  // namespace viz
