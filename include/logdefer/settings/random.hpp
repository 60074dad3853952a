// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Random numbers for samples.

#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/values/key_hash.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The output function of SplitMix64 (Guy L. Steele Jr., Doug Lea and Christine H. Flood: Fast splittable pseudorandom
/// number generators, OOPSLA 2014), with the constants of David Stafford's variant 13. It is a bijection.
constexpr std::uint64_t mixed(std::uint64_t w) noexcept {
    w = (w ^ w >> 30U) * 0xbf58'476d'1ce4'e5b9U;
    w = (w ^ w >> 27U) * 0x94d0'49bb'1331'11ebU;
    return w ^ w >> 31U;
}

/// Returns a number of [0, 1) from the upper 53 of 64 uniform bits.
constexpr double unit_interval(std::uint64_t bits) noexcept {
    return static_cast<double>(bits >> 11U) / static_cast<double>(std::uint64_t{1} << 53U);
}

/// A SplitMix64 generator for each thread. Its seed comes from the system, also anew in a child by fork(2).
class thread_random {
public:
    /// Returns a uniform number of [0, 1).
    [[nodiscard]] static double draw() noexcept {
        if (local_.seeded_in != this_process()) [[unlikely]]
            seed(drawn_seed()[0]);
        return unit_interval(mixed(local_.state += 0x9e37'79b9'7f4a'7c15U));
    }

    /// Seeds the generator of the calling thread.
    static void seed(std::uint64_t seed) noexcept { local_ = {seed, this_process()}; }

private:
    struct generator {
        std::uint64_t state;
        unsigned seeded_in;  // 0: not yet
    };

    static unsigned this_process() noexcept { return process::generation() + 1; }

    static inline constinit thread_local generator local_{};
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
