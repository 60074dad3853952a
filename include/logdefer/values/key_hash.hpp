// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A hash of keys that cannot be predicted outside of the process: keys may come from requests, whose senders must not
/// be able to choose keys that all collide.

#include <logdefer/base/config.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A secret seed of 128 bits.
using hash_seed = std::array<std::uint64_t, 2>;

/// SipHash (Jean-Philippe Aumasson and Daniel J. Bernstein: SipHash, a fast short-input PRF, 2012) with `Rounds` rounds
/// for each eight bytes and `FinalRounds` at the end.
template <int Rounds, int FinalRounds>
class siphash {
public:
    explicit constexpr siphash(hash_seed const& seed) noexcept
        : v0_(seed[0] ^ 0x736f'6d65'7073'6575U),
          v1_(seed[1] ^ 0x646f'7261'6e64'6f6dU),
          v2_(seed[0] ^ 0x6c79'6765'6e65'7261U),
          v3_(seed[1] ^ 0x7465'6462'7974'6573U) {}

    void add(std::uint64_t eight_bytes) noexcept {
        size_ += sizeof eight_bytes;
        compress(eight_bytes);
    }

    /// Returns the hash of what was added, followed by `bytes`.
    [[nodiscard]] std::uint64_t finish(std::string_view bytes) noexcept {
        std::uint64_t last = (size_ + bytes.size()) << 56U;
        for (; bytes.size() >= sizeof last; bytes.remove_prefix(sizeof last)) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, bytes.data(), sizeof eight);
            compress(eight);
        }
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            last |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
        }
        compress(last);
        v2_ ^= 0xffU;
        for (int i = 0; i < FinalRounds; ++i) round();
        return v0_ ^ v1_ ^ v2_ ^ v3_;
    }

private:
    void compress(std::uint64_t m) noexcept {
        v3_ ^= m;
        for (int i = 0; i < Rounds; ++i) round();
        v0_ ^= m;
    }

    void round() noexcept {
        v0_ += v1_;
        v2_ += v3_;
        v1_ = rotated(v1_, 13) ^ v0_;
        v3_ = rotated(v3_, 16) ^ v2_;
        v0_ = rotated(v0_, 32);
        v2_ += v1_;
        v0_ += v3_;
        v1_ = rotated(v1_, 17) ^ v2_;
        v3_ = rotated(v3_, 21) ^ v0_;
        v2_ = rotated(v2_, 32);
    }

    static constexpr std::uint64_t rotated(std::uint64_t w, unsigned by) noexcept { return w << by | w >> (64 - by); }

    std::uint64_t v0_;
    std::uint64_t v1_;
    std::uint64_t v2_;
    std::uint64_t v3_;
    std::uint64_t size_ = 0;
};

/// Returns random bytes of the system. If there are none, the seed consists of an address and a time, which are harder
/// to predict than a constant.
inline hash_seed drawn_seed() noexcept {
    hash_seed seed{};
    if (::getentropy(seed.data(), sizeof seed) == 0) return seed;
    seed[0] = reinterpret_cast<std::uintptr_t>(&seed);
    seed[1] = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    return seed;
}

/// Hashes keys with a seed that is drawn once for the process.
class key_hash {
public:
    key_hash() noexcept : seed_(seed_of_process_) {}

    [[nodiscard]] std::uint64_t operator()(std::string_view key) const noexcept { return hash{seed_}.finish(key); }

    /// Returns the hash of a key in one of many objects.
    [[nodiscard]] std::uint64_t operator()(std::uint64_t object, std::string_view key) const noexcept {
        hash h{seed_};
        h.add(object);
        return h.finish(key);
    }

private:
    using hash = siphash<1, 3>;  // as the hash tables of Python and Rust use

    // Initialised when the program starts, without the lock of a function's static variable, which a child of fork(2)
    // could find locked forever. Before that the seed is zero, with which tables work as well.
    static inline hash_seed const seed_of_process_ = drawn_seed();

    hash_seed seed_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
