// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Keys that an attacker would choose to slow down a hash table.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace support {

/// Finds blocks of eight bytes for libstdc++'s `std::hash` of text, which mixes each block into its state by `(state ^
/// f(block)) * multiplier`. If two blocks differ only in the highest bit of `f`, so do the states after them; after two
/// such blocks in a row, the states are equal.
class colliding_blocks {
public:
    /// Returns the 2^pairs keys that consist of so many pairs of blocks, all of them ASCII and with equal hashes.
    [[nodiscard]] static std::vector<std::string> keys(unsigned pairs) {
        auto const [a, b] = find();
        std::vector<std::string> all;
        for (std::size_t choice = 0; choice < std::size_t{1} << pairs; ++choice) {
            std::string key;
            for (unsigned i = 0; i < pairs; ++i) key += (choice >> i & 1U) == 0 ? a + a : b + b;
            all.push_back(key);
        }
        return all;
    }

private:
    struct block_pair {
        std::string a;
        std::string b;
    };

    static constexpr std::uint64_t multiplier = 0xc6a4a7935bd1e995U;

    static constexpr std::uint64_t inverse() {
        std::uint64_t x = multiplier;  // correct in three bits; each step doubles them
        for (int i = 0; i < 5; ++i) x *= 2 - multiplier * x;
        return x;
    }

    /// Returns the block for which `f` yields this value.
    static std::uint64_t block_for(std::uint64_t mixed) {
        std::uint64_t const shifted = mixed * inverse();
        return (shifted ^ shifted >> 47U) * inverse();
    }

    static std::string bytes(std::uint64_t block) {
        std::string s;
        for (unsigned i = 0; i < 8; ++i) s += static_cast<char>(block >> 8 * i & 0xffU);
        return s;
    }

    /// Returns the first blocks that are both ASCII, as one of 65'536 is.
    static block_pair find() {
        for (std::uint64_t mixed = 0;; ++mixed) {
            auto const a = block_for(mixed);
            auto const b = block_for(mixed ^ std::uint64_t{1} << 63U);
            if (((a | b) & 0x8080'8080'8080'8080U) == 0) return {bytes(a), bytes(b)};
        }
    }
};

}  // namespace support
