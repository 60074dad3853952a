// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Tells whether a key may occur twice.

#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/base/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A set of 64 hashes of keys: as long as no bit is set twice, no key occurs twice, and keys need not be compared.
class key_set {
public:
    /// Adds a key. Most keys are constants, whose hash the compiler then computes.
    [[gnu::always_inline]] void add(std::string_view key) noexcept {
        word const bit = word{1} << ((some_bytes(key) ^ word{key.size()} << 48U) * 0x9e37'79b9'7f4a'7c15ULL >> 58U);
        repeated_ |= seen_ & bit;
        seen_ |= bit;
    }

    /// Adds the keys of another set.
    void add(key_set const& other) noexcept {
        repeated_ |= other.repeated_ | (seen_ & other.seen_);
        seen_ |= other.seen_;
    }

    void expect_repeated() noexcept { repeated_ = 1; }

    [[nodiscard]] bool may_repeat() const noexcept { return repeated_ != 0; }

private:
    /// Returns bytes of the key: the first eight, or all of a shorter one. Not by way of memory, which would have to be
    /// written in pieces and read as a whole.
    [[gnu::always_inline]] static word some_bytes(std::string_view key) noexcept {
        char const* const at = key.data();
        std::size_t const n = key.size();
        if (n >= 8) return load<word>(at);
        if (n >= 4) return load<std::uint32_t>(at) | word{load<std::uint32_t>(at + n - 4)} << 32U;
        return n == 0 ? 0 : word{byte(at[0])} | word{byte(at[n / 2])} << 8U | word{byte(at[n - 1])} << 16U;
    }

    static unsigned char byte(char c) noexcept { return static_cast<unsigned char>(c); }

    template <class T>
    [[gnu::always_inline]] static T load(char const* from) noexcept {
        T value;
        std::memcpy(&value, from, sizeof value);
        return value;
    }

    word seen_ = 0;
    word repeated_ = 0;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
