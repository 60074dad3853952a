// SPDX-License-Identifier: BSL-1.0
#include "record/critical_path.hpp"

#include <algorithm>
#include <numeric>
#include <ranges>
#include <utility>

namespace viz {

namespace {

class walk {
public:
    explicit walk(std::vector<interval> const& timers) : timers_(timers), order_(timers.size()), last_(timers.size()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        // of timers that begin together, the longest first: the others are within it
        std::ranges::sort(order_, {}, [&](std::size_t i) { return std::pair{timers_[i].start, -timers_[i].end}; });
    }

    /// Fills the time from `begin` to `end` with timers, whose indices in the order of starts are in [`first`,
    /// `bound`).
    void go(std::size_t first, std::size_t bound, std::chrono::nanoseconds begin, std::chrono::nanoseconds end,
            std::size_t depth) {
        find_last(first, bound);
        std::vector<found> steps;  // in reverse order
        for (;;) {
            while (bound > first && timer_at(bound - 1).start >= end) --bound;
            if (bound == first || end <= begin) break;
            std::size_t const place = last_[bound - 1];
            auto const from = std::max(timer_at(place).start, begin);
            auto const until = std::clamp(timer_at(place).end, from, end);
            if (until < end) steps.push_back({{path_step::no_timer, until, end, depth}, 0, 0});
            if (from < until) steps.push_back({{order_[place], from, until, depth}, place + 1, bound});
            end = from;
            bound = place;
        }
        if (end > begin) steps.push_back({{path_step::no_timer, begin, end, depth}, 0, 0});
        bool const only_waits =
            std::ranges::all_of(steps, [](found const& f) { return f.step.timer == path_step::no_timer; });
        if (depth == 0 || !only_waits) write(steps);
    }

    std::vector<path_step> result;

private:
    struct found {
        path_step step;
        std::size_t first;  // the range of the timers within it
        std::size_t bound;
    };

    /// The timer that ends last ends after all that began between it and the path's last step, so that these are within
    /// it.
    void write(std::vector<found> const& steps) {
        constexpr std::size_t most_levels = 8;
        for (auto const& [step, first, bound] : std::views::reverse(steps)) {
            result.push_back(step);
            if (first < bound && step.depth < most_levels) go(first, bound, step.begin, step.end, step.depth + 1);
        }
    }

    [[nodiscard]] interval const& timer_at(std::size_t place) const { return timers_[order_[place]]; }

    /// Stores for each index which of the timers up to it ends last.
    void find_last(std::size_t first, std::size_t bound) {
        for (std::size_t i = first; i < bound; ++i) {
            bool const later = i == first || timer_at(i).end > timer_at(last_[i - 1]).end;
            last_[i] = later ? i : last_[i - 1];
        }
    }

    std::vector<interval> const& timers_;
    std::vector<std::size_t> order_;
    std::vector<std::size_t> last_;
};

}  // namespace

std::vector<path_step> critical_path(std::vector<interval> const& timers, std::chrono::nanoseconds duration) {
    walk w{timers};
    w.go(0, timers.size(), std::chrono::nanoseconds{0}, duration, 0);
    return std::move(w.result);
}

}  // namespace viz
