// SPDX-License-Identifier: BSL-1.0
#include "views/distribution.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace viz {

namespace {

constexpr std::size_t first_slots = 1024;
constexpr unsigned mantissa_digits = 52;
constexpr unsigned place_digits = 11;  // of the mantissa
constexpr std::uint64_t places = 0xffff'ffff;
constexpr unsigned dropped_digits = mantissa_digits - place_digits;

}  // namespace

distribution::distribution(std::size_t limit) : limit_(limit), keys_(first_slots), counts_(first_slots) {}

/// The bits of a double above 0 are in the order of their values, and each binary digit of its exponent has the same
/// number of bins.
void distribution::add(std::uint32_t row, double seconds) {
    auto const bits = seconds > 0 ? std::bit_cast<std::uint64_t>(seconds) : 0;
    add_to(std::uint64_t{row} << 32U | bits >> (dropped_digits + doublings_), 1);
    while (is_full()) make_room();
}

void distribution::add_to(std::uint64_t key, std::uint64_t count) {
    std::size_t slot = slot_of(key);
    if (counts_[slot] == 0) {
        keys_[slot] = key;
        ++used_;
    }
    counts_[slot] += count;
}

/// The slot of a key, or the free one where it belongs.
std::size_t distribution::slot_of(std::uint64_t key) const noexcept {
    constexpr std::uint64_t golden = 0x9e37'79b9'7f4a'7c15;
    std::size_t const mask = keys_.size() - 1;
    std::size_t slot = (key * golden >> 32U) & mask;
    while (counts_[slot] != 0 && keys_[slot] != key) slot = (slot + 1) & mask;
    return slot;
}

void distribution::make_room() {
    if (used_ * 2 <= limit_) return rebuild(keys_.size() * 2, 0);
    ++doublings_;
    rebuild(keys_.size(), 1);
}

void distribution::rebuild(std::size_t slots, unsigned narrower) {
    auto const keys = std::exchange(keys_, std::vector<std::uint64_t>(slots));
    auto const counts = std::exchange(counts_, std::vector<std::uint64_t>(slots));
    used_ = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (counts[i] != 0) add_to((keys[i] & ~places) | (keys[i] & places) >> narrower, counts[i]);
    }
}

void distribution::absorb(distribution const& other, std::vector<std::uint32_t> const& rows) {
    while (doublings_ < other.doublings_) {
        ++doublings_;
        rebuild(keys_.size(), 1);
    }
    for (std::size_t i = 0; i < other.keys_.size(); ++i) {
        if (other.counts_[i] == 0) continue;
        std::uint64_t const place = (other.keys_[i] & places) >> (doublings_ - other.doublings_);
        add_to(std::uint64_t{rows[other.keys_[i] >> 32U]} << 32U | place, other.counts_[i]);
        while (is_full()) make_room();
    }
}

void distribution::seal() {
    sorted_.reserve(used_);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (counts_[i] != 0) sorted_.push_back({keys_[i], counts_[i]});
    }
    keys_ = {};
    counts_ = {};
    std::ranges::sort(sorted_, {}, &bin::key);
    for (std::size_t i = 1; i < sorted_.size(); ++i) {
        if (sorted_[i].key >> 32U == sorted_[i - 1].key >> 32U) sorted_[i].count += sorted_[i - 1].count;
    }
}

double distribution::percentile(std::uint32_t row, double part) const {
    auto const begin = std::ranges::lower_bound(sorted_, std::uint64_t{row} << 32U, {}, &bin::key);
    auto const end = std::ranges::lower_bound(begin, sorted_.end(), (std::uint64_t{row} + 1) << 32U, {}, &bin::key);
    if (begin == end) return 0;
    auto const rank = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(std::prev(end)->count)));
    auto const found = std::ranges::lower_bound(begin, end, rank, {}, &bin::count);
    return middle_of(static_cast<std::uint32_t>(found->key));
}

double distribution::middle_of(std::uint32_t place) const noexcept {
    unsigned const shift = dropped_digits + doublings_;
    if (place == 0) return 0;
    return std::bit_cast<double>((std::uint64_t{place} << shift) + (std::uint64_t{1} << (shift - 1)));
}

double distribution::error() const noexcept {
    return std::ldexp(0.5, static_cast<int>(doublings_) - static_cast<int>(place_digits));
}

}  // namespace viz
