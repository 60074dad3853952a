// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Tells whether a key may occur twice.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>

#include <cstddef>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A set of 64 hashes of keys: as long as no bit is set twice, no key occurs twice, and keys need not be compared.
class key_set {
public:
    /// Adds the key at this place.
    [[gnu::always_inline]] void add(word const* key) noexcept {
        std::size_t const size = high(*key);
        word const front = size == 0 ? 0 : key[1];  // the first eight bytes, padded with zeros
        word const bit = word{1} << ((front ^ size << 48U) * 0x9e37'79b9'7f4a'7c15ULL >> 58U);
        repeated_ |= seen_ & bit;
        seen_ |= bit;
    }

    /// Adds the keys of another set.
    void add(key_set const& other) noexcept {
        repeated_ |= other.repeated_ | (seen_ & other.seen_);
        seen_ |= other.seen_;
    }

    [[nodiscard]] bool may_repeat() const noexcept { return repeated_ != 0; }

private:
    word seen_ = 0;
    word repeated_ = 0;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
