// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Names that no two records share.

#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/settings/random.hpp>
#include <logdefer/values/key_hash.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// 128 bits as 32 hexadecimal digits, the form of a W3C trace id. Each thread draws 64 random bits once, and counts:
/// two ids are equal only if two of all threads that ever run have drawn the same bits.
class unique_id {
public:
    enum none_t : bool { none };
    explicit unique_id(none_t) noexcept {}  // says nothing until it is assigned to
    unique_id() noexcept {
        if (local_.seeded_in != process::generation() + 1) [[unlikely]] {
            auto const seed = drawn_seed();
            local_ = {seed[0], seed[1], process::generation() + 1};
        }
        print(0, local_.thread);
        print(16, mixed(local_.next++));
    }

    [[nodiscard]] std::string_view text() const noexcept { return {digits_.data(), digits_.size()}; }

private:
    struct sequence {
        std::uint64_t thread;
        std::uint64_t next;
        unsigned seeded_in;  // 0: not yet
    };

    void print(std::size_t at, std::uint64_t bits) noexcept {
        for (std::size_t i = 16; i-- > 0; bits >>= 4U) digits_[at + i] = "0123456789abcdef"[bits & 15U];
    }

    static inline constinit thread_local sequence local_{};

    std::array<char, 32> digits_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
