// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Stores the times of the standard transaction until its end, for peers that only write.

#include <chrono>
#include <cstdint>

namespace bench {

template <class Clock>
struct transaction_times {
    std::chrono::nanoseconds wall = Clock::wall();
    std::int64_t start = Clock::ticks();
    std::int64_t accepted = Clock::ticks();
    std::int64_t authenticate = Clock::ticks();
    std::int64_t session_found = Clock::ticks();
    std::int64_t authenticated = Clock::ticks();
    std::int64_t query = Clock::ticks();
    std::int64_t exhausted = Clock::ticks();
    std::int64_t loaded = Clock::ticks();
    std::int64_t queried = Clock::ticks();
    std::int64_t render = Clock::ticks();
    std::int64_t reset = Clock::ticks();
    std::int64_t rendered = Clock::ticks();
    std::int64_t send = Clock::ticks();
    std::int64_t written = Clock::ticks();
    std::int64_t sent = Clock::ticks();
    std::int64_t end = Clock::ticks();

    [[nodiscard]] std::chrono::nanoseconds since_start(std::int64_t ticks) const noexcept {
        return Clock::elapsed(ticks - start);
    }
};

}  // namespace bench
