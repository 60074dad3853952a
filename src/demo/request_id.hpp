// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Creates IDs of requests.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

namespace orders {

/// Returns an ID that is unique in this process and, with 64 random bits, among all processes. Thread-safe.
inline std::string next_request_id() {
    static std::uint64_t const process = [] {
        std::random_device random;
        return std::uint64_t{random()} << 32U | random();
    }();
    static std::atomic<unsigned> count = 0;
    char text[32];
    int const size =
        std::snprintf(text, sizeof text, "%016llx-%06x", static_cast<unsigned long long>(process), ++count);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace orders
