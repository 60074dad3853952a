// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Tells linear work from quadratic.

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <limits>

namespace support {

/// How many times the processor's time of `work(n)` that of `work(16 * n)` is: 16 where it is linear, 256 where it is
/// quadratic. The least of a few runs each, since others use the machine.
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

/// Between the two, and far from both: caches make linear work grow a little faster, too.
inline constexpr double surely_not_quadratic = 100;

}  // namespace support
