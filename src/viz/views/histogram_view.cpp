// SPDX-License-Identifier: BSL-1.0
#include "views/histogram_view.hpp"

#include "record/facts.hpp"
#include "record/time.hpp"
#include "text/quantity.hpp"
#include "text/table.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace viz {

namespace {

/// Returns a bar, which is `room` long for the greatest count.
std::string bar(std::size_t count, std::size_t greatest, int room) {
    auto const length = std::lround(static_cast<double>(count) / static_cast<double>(greatest) * room);
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
    ++counts_[first];
}

void histogram_view::absorb(view& other) {
    auto const& counts = static_cast<histogram_view&>(other).counts_;
    for (std::size_t i = 0; i < bins; ++i) counts_[i] += counts[i];
}

bool histogram_view::finish(output& out) {
    auto const is_used = [](std::size_t count) { return count != 0; };
    auto const begin = std::ranges::find_if(counts_, is_used);
    auto const end = std::ranges::find_if(counts_.rbegin(), counts_.rend(), is_used).base();
    auto const all = static_cast<double>(std::accumulate(counts_.begin(), counts_.end(), std::size_t{0}));
    std::size_t const greatest = *std::ranges::max_element(counts_);
    int const other_columns = 36 + static_cast<int>(std::max<std::size_t>(std::to_string(greatest).size(), 5));
    using seconds = std::chrono::duration<double>;
    text::table table{"rrrrrl"};
    table.add({"from", "to", "count", "share", "in all"});
    double before = 0;
    for (auto count = begin; count < end; ++count) {
        auto const bin = static_cast<std::size_t>(count - counts_.begin());
        before += static_cast<double>(*count);
        table.add({text::shown_duration(seconds{begin_of(bin)}), text::shown_duration(seconds{begin_of(bin + 1)}),
                   std::to_string(*count), text::shown_share(static_cast<double>(*count), all),
                   text::shown_share(before, all), bar(*count, greatest, std::max(columns_ - other_columns, 1))});
    }
    table.print(out.bytes);
    return false;
}

}  // namespace viz
