// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Distinguishes linear from quadratic time.

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <limits>

namespace support {

/// Returns how much longer `work(16 * n)` takes than `work(n)`, in processor time: 16 times if it is linear, 256 times
/// if it is quadratic. Uses the least of a few runs each, since other programs use the machine.
template <class Work>
double growth_of_sixteenfold(std::size_t n, Work work) {
    auto const ticks = [&](std::size_t size) {
        std::clock_t least = std::numeric_limits<std::clock_t>::max();
        for (int i = 0; i < 3; ++i) {
            std::clock_t const begin = std::clock();
            work(size);
            least = std::min(least, std::clock() - begin);
        }
        return static_cast<double>(std::max<std::clock_t>(least, 1));
    };
    double const small = ticks(n);
    return ticks(16 * n) / small;
}

/// Between 16 and 256, and far from both: caches also make linear work grow a little faster.
inline constexpr double surely_not_quadratic = 100;

}  // namespace support
