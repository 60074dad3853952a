// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A hash table for keys.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Up to this number of keys, comparing them with each other is faster than hashing.
inline constexpr std::size_t few_keys = 16;

/// Maps the hashes of keys to numbers other than 0. The table uses open addressing, is at most half full, and lies in
/// words of the caller.
///
/// A slot holds half of the hash beside the number: most different keys are told apart by that half alone.
class key_table {
public:
    [[nodiscard]] static std::size_t slots_for(std::size_t keys) noexcept { return std::bit_ceil(2 * keys); }

    key_table() = default;
    /// Makes an empty table in `slots_for(keys)` words.
    key_table(word* slots, std::size_t keys) noexcept : slots_(slots), mask_(slots_for(keys) - 1) {
        std::memset(slots_, 0, slots_for(keys) * sizeof(word));
    }

    [[nodiscard]] bool exists() const noexcept { return slots_ != nullptr; }

    /// Prefetches the slot of a hash, so that it is in the cache when the key is looked up.
    void prefetch(word hash) const noexcept { __builtin_prefetch(slots_ + (hash & mask_)); }

    /// Returns the number with this hash that `is_it(number)` accepts. If there is none, inserts `added` and returns 0.
    template <class IsIt>
    std::uint32_t find_or_insert(word hash, std::uint32_t added, IsIt is_it) noexcept {
        word at = hash & mask_;
        for (; slots_[at] != 0; at = (at + 1) & mask_) {
            if (high(slots_[at]) == high(hash) && is_it(low(slots_[at]))) return low(slots_[at]);
        }
        slots_[at] = with_low(hash, added);
        return 0;
    }

private:
    word* slots_ = nullptr;
    word mask_ = 0;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
