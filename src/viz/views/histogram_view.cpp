// SPDX-License-Identifier: BSL-1.0
#include "views/histogram_view.hpp"

#include "encoding/colours.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"
#include "text/quantity.hpp"
#include "text/table.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <utility>

namespace viz {

namespace {

/// Returns a bar, which is `room` long for the greatest count.
std::string bar(double count, double greatest, double room) {
    auto const length = std::lround(count / greatest * room);
    if (length == 0) return count == 0 ? "" : ".";
    std::string text;
    text.append(static_cast<std::size_t>(length), '=');
    return text;
}

}  // namespace

double histogram_view::begin_of(std::size_t bin) {
    constexpr std::array<double, bins_of_decade> steps{1, 1.5, 2, 3, 5, 7};
    constexpr std::array<double, decades> powers{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5};
    if (bin == 0) return 0;
    if (bin >= bins) return 1e6;
    double const power = powers[(bin - 1) / bins_of_decade];
    double const step = steps[(bin - 1) % bins_of_decade];
    return power < 1 ? step / std::round(1 / power) : step * power;  // exactly the double that the digits denote
}

void histogram_view::show(record const& r, output&) {
    double const seconds = json::seconds_in(duration_of(r));
    std::size_t first = 0;
    std::size_t last = bins - 1;
    while (first < last) {
        std::size_t const middle = (first + last + 1) / 2;
        if (begin_of(middle) <= seconds) {
            first = middle;
        } else {
            last = middle - 1;
        }
    }
    counts_[first] += weights_.add(r);
}

void histogram_view::absorb(view& other) {
    auto const& o = static_cast<histogram_view&>(other);
    weights_.absorb(o.weights_);
    for (std::size_t i = 0; i < bins; ++i) counts_[i] += o.counts_[i];
}

/// Returns the rows from the first to the last that is not empty.
std::vector<histogram_view::bar_row> histogram_view::rows_that_fit() const {
    std::vector<bar_row> rows;
    for (std::size_t const joined : {std::size_t{1}, std::size_t{2}, bins_of_decade}) {
        rows.clear();
        for (std::size_t begin = 0, end = 1; begin < bins; begin = std::exchange(end, end + joined)) {
            double const count = std::accumulate(&counts_[begin], counts_.data() + end, 0.0);
            if (count > 0 || !rows.empty()) rows.push_back({begin_of(begin), begin_of(end), count});
        }
        while (!rows.empty() && rows.back().count == 0) rows.pop_back();
        std::size_t const above = weights_.any() ? 2 : 1;  // the heading, and what is counted
        if (rows.size() + above <= style_.rows) break;
    }
    return rows;
}

bool histogram_view::finish(output& out) {
    auto const rows = rows_that_fit();
    double const all = std::accumulate(counts_.begin(), counts_.end(), 0.0);
    double greatest = 0;
    for (auto const& r : rows) greatest = std::max(greatest, r.count);
    std::size_t const other_columns = 36 + std::max<std::size_t>(text::shown_count(greatest).size(), 5);
    std::size_t const room = std::max(style_.columns, other_columns + 1) - other_columns;
    using seconds = std::chrono::duration<double>;
    text::table table{"rrrrrl", style_.columns, style_.colours.heading};
    table.add({"from", "to", "count", "share", "in all"});
    double before = 0;
    for (auto const& r : rows) {
        before += r.count;
        table.add({text::shown_duration(seconds{r.begin}), text::shown_duration(seconds{r.end}),
                   text::shown_count(r.count), text::shown_share(r.count, all), text::shown_share(before, all),
                   text::coloured(bar(r.count, greatest, static_cast<double>(room)), style_.colours.ordinary)});
    }
    if (weights_.any()) out.bytes += weights_.summary() + '\n';
    weights_.report(out);
    table.print(out.bytes);
    if (rows.empty()) out.bytes += no_records;
    return false;
}

}  // namespace viz
