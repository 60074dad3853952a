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

/// So many keys are compared with each other faster than they are hashed.
inline constexpr std::size_t few_keys = 16;

/// Finds numbers, which are not 0, by the hashes of their keys: open addressing, at most half full, in words that lie
/// elsewhere.
///
/// A slot holds half of the hash beside the number: most keys that differ do so there, without a look at the other.
class key_table {
public:
    [[nodiscard]] static std::size_t slots_for(std::size_t keys) noexcept { return std::bit_ceil(2 * keys); }

    key_table() = default;
    /// Takes `slots_for(keys)` words.
    key_table(word* slots, std::size_t keys) noexcept : slots_(slots), mask_(slots_for(keys) - 1) {
        std::memset(slots_, 0, slots_for(keys) * sizeof(word));
    }

    [[nodiscard]] bool exists() const noexcept { return slots_ != nullptr; }

    /// A slot may be anywhere: where it is asked for early, it is in the cache when it is looked at.
    void prefetch(word hash) const noexcept { __builtin_prefetch(slots_ + (hash & mask_)); }

    /// The number with this hash that `is_it(number)` accepts; `added`, from now on, and 0 returned, where there is
    /// none.
    template <class IsIt>
    std::uint32_t find_or_insert(word hash, std::uint32_t added, IsIt is_it) noexcept {
        std::size_t at = hash & mask_;
        for (; slots_[at] != 0; at = (at + 1) & mask_) {
            if (high(slots_[at]) == high(hash) && is_it(low(slots_[at]))) return low(slots_[at]);
        }
        slots_[at] = with_low(hash, added);
        return 0;
    }

private:
    word* slots_ = nullptr;
    std::size_t mask_ = 0;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
