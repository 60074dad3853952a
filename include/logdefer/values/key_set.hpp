// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Tells whether a key may occur twice.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/value_view.hpp>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A set of 64 hashes of keys: as long as no bit is set twice, no key occurs twice, and keys need not be compared.
class key_set {
public:
    void add(value_view key) noexcept {
        word const bit = word{1} << ((front(key) ^ word{key.text().size()} << 48U) * 0x9e37'79b9'7f4a'7c15ULL >> 58U);
        repeated_ = repeated_ || (seen_ & bit) != 0;
        seen_ |= bit;
    }

    /// Adds the keys of another set.
    void add(key_set const& other) noexcept {
        repeated_ = repeated_ || other.repeated_ || (seen_ & other.seen_) != 0;
        seen_ |= other.seen_;
    }

    [[nodiscard]] bool may_repeat() const noexcept { return repeated_; }

private:
    /// Returns the first eight bytes, padded with zeros.
    static word front(value_view key) noexcept { return key.text().empty() ? 0 : words_of(key)[1]; }

    word seen_ = 0;
    bool repeated_ = false;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
