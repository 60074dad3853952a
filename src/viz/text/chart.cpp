// SPDX-License-Identifier: BSL-1.0
#include "text/chart.hpp"

#include "encoding/display_width.hpp"
#include "encoding/escapes.hpp"
#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/strings.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace viz::text {

namespace {

struct bar {
    std::string name;
    std::size_t width;  // the width of the name, in columns
    double start;
    double end;
    bool open;
    std::size_t number;  // its index in the record
};

std::string shown_name(std::string_view value) {
    std::string name;
    if (json::is_string(value)) {
        json::append_visible_in_line(name, json::unescaped(value));
    } else if (!json::is_null(value)) {
        name = value;
    }
    return name;
}

/// Reads a time as the Perl program does, so that charts are identical to the byte: the digits before and after the
/// point are integers, each of which is multiplied by a power of ten. The result can be off by one unit in the last
/// place, which is visible if a bar or a rounded number lies exactly on a boundary.
double chart_time(std::string_view value) {
    constexpr std::size_t exact_digits = 18;
    std::size_t const point = value.find('.');
    bool const as_written = json::is_number(value) && point != std::string_view::npos && value.size() <= exact_digits
                            && value.find_first_of("eE") == std::string_view::npos;
    if (!as_written) return json::to_number(value);
    bool const negative = value.starts_with('-');
    std::string_view const fraction = value.substr(point + 1);
    double const whole = json::to_number(value.substr(negative ? 1 : 0, point - (negative ? 1 : 0)));
    double const size =
        json::to_number(fraction) * (1 / static_cast<double>(json::powers_of_ten[fraction.size()])) + whole;
    return negative ? -size : size;
}

/// Timers that were stopped keep the ends that were written, even before their starts: the Perl program prints these.
std::vector<bar> bars_of(record const& r) {
    std::vector<bar> bars;
    auto const duration = duration_of(r);
    for (auto const& timer : r.timers) {
        double const start = chart_time(timer.start);
        bool const open = timer.end.empty();
        double const end = open ? json::seconds_in(interval_of(timer, duration).end) : chart_time(timer.end);
        std::string name = shown_name(timer.name);
        std::size_t const width = display_width(name);
        bars.push_back({std::move(name), width, start, end, open, bars.size()});
    }
    std::ranges::sort(bars, {}, [](bar const& b) { return std::pair{b.start, b.number}; });
    return bars;
}

constexpr long narrowest_names = 11;
constexpr long least_bars = 20;  // columns that remain if names are wider than the chart

class chart {
public:
    chart(std::string& out, std::vector<bar> bars, long width) : out_(out), bars_(std::move(bars)), width_(width) {
        long longest = 0;
        for (auto const& b : bars_) longest = std::max(longest, static_cast<long>(b.width));
        names_ = std::max(narrowest_names, longest + 1);
        if (names_ > width_) names_ = std::max(narrowest_names, width_ - 8 - least_bars);
        latest_ = std::ranges::max_element(bars_, {}, &bar::end)->end;
        origin_ = std::min(0.0, bars_.front().start);
        bool const flat = latest_ <= origin_ || room() <= 0;
        scale_ = flat ? 0 : static_cast<double>(room()) / (latest_ - origin_);
        if (flat) origin_ = 0;
        closest_ = 0.05 * (latest_ > 0 ? latest_ : latest_ - origin_);
    }

    void print() {
        for (auto const& b : bars_) print_row(b);
        out_.append(count(width_), '_');
        out_ += '\n';
        print_legend();
    }

private:
    /// Returns whether all times are so short that milliseconds would round them to nearly nothing.
    [[nodiscard]] bool below_a_millisecond() const { return latest_ > 0 && latest_ - origin_ < 1e-3; }
    [[nodiscard]] long room() const { return width_ - names_ - 8; }
    [[nodiscard]] static std::size_t count(long columns) { return static_cast<std::size_t>(std::max(columns, 0L)); }

    /// Returns the column of a time. A record may contain any number: the result is limited to the width of the chart.
    [[nodiscard]] long columns(double time) const {
        double const at = std::floor(time * scale_);
        auto const limit = static_cast<double>(width_);
        if (!(at > -limit)) return -width_;  // also for NaN
        return std::lround(std::min(at, limit));
    }

    void print_row(bar const& b) {
        std::string const name = fitted(b.name, count(names_ - 1));
        out_ += filling(name, count(names_)) + name;
        out_ += ' ';
        out_.append(count(columns(b.start - origin_)), ' ');
        long const length = columns(b.end - b.start) - 1;
        if (length > 0) {
            out_ += '|';
            out_.append(count(length), '=');
            out_ += b.open ? '>' : '|';
        } else {
            out_ += 'X';
        }
        out_ += '\n';
    }

    void print_legend() {
        std::vector<double> times;
        times.reserve(bars_.size());
        for (auto const& b : bars_) times.push_back(b.start);
        out_ += below_a_millisecond() ? "times in us " : "times in ms ";
        out_.append(count(names_ - narrowest_names), ' ');
        print_times(times);
        times.clear();
        for (auto const& b : bars_) times.push_back(b.end);
        std::ranges::sort(times);
        out_.append(count(names_ + 1), ' ');
        print_times(times);
    }

    /// Prints times in order, with space between them; a text that is already there is not repeated.
    void print_times(std::vector<double> const& times) {
        double last = origin_;
        long last_width = 0;
        for (bool first = true; double const time : times) {
            if (!first && time - last < closest_) continue;
            std::string text;
            json::append_fixed(text, time * (below_a_millisecond() ? 1e6 : 1e3), 1);
            if (!seen_.insert(text).second) text.clear();
            long const gap = columns(time - last) - last_width;
            out_.append(count(first ? gap : std::max(gap, 1L)), ' ');
            out_ += text;
            last = time;
            last_width = static_cast<long>(text.size());
            first = false;
        }
        out_ += '\n';
    }

    std::string& out_;
    std::vector<bar> bars_;  // in the order of their starts
    long width_;
    long names_;
    double latest_;
    double origin_;
    double scale_;
    double closest_;  // the least distance of two times in the legend
    std::unordered_set<std::string> seen_;
};

}  // namespace

void append_chart(std::string& out, record const& r, int columns) {
    if (!r.timers.empty()) chart{out, bars_of(r), std::max(columns - 10L, 0L)}.print();
}

}  // namespace viz::text
