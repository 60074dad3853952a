// SPDX-License-Identifier: BSL-1.0
#include "counting/distribution.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace viz {

namespace {

constexpr std::size_t first_slots = 1024;
constexpr unsigned mantissa_digits = 52;
constexpr unsigned place_digits = 9;  // bits of the mantissa
constexpr std::uint64_t places = 0xffff'ffff;
constexpr unsigned dropped_digits = mantissa_digits - place_digits;

}  // namespace

distribution::distribution(std::size_t limit) : limit_(limit), slots_(first_slots) {}

/// The bits of positive doubles are ordered like their values, and each power of two has the same number of bins.
void distribution::add(std::uint32_t row, double seconds, double weight) {
    auto const bits = seconds > 0 ? std::bit_cast<std::uint64_t>(seconds) : 0;
    add_to(std::uint64_t{row} << 32U | bits >> (dropped_digits + doublings_), weight);
    while (is_full()) make_room();
}

void distribution::add_to(std::uint64_t key, double weight) {
    bin& slot = slots_[slot_of(key)];
    if (slot.weight == 0) ++used_;
    slot.key = key;
    slot.weight += weight;
}

/// Returns the slot of a key, or the free slot for it.
std::size_t distribution::slot_of(std::uint64_t key) const noexcept {
    constexpr std::uint64_t golden = 0x9e37'79b9'7f4a'7c15;
    std::size_t const mask = slots_.size() - 1;
    std::size_t slot = key * golden >> static_cast<unsigned>(std::countl_zero(mask));
    while (slots_[slot].weight != 0 && slots_[slot].key != key) slot = (slot + 1) & mask;
    return slot;
}

void distribution::make_room() {
    if (used_ * 2 <= limit_) return rebuild(slots_.size() * 2, 0);
    ++doublings_;
    rebuild(slots_.size(), 1);
}

void distribution::rebuild(std::size_t slots, unsigned narrower) {
    auto const old = std::exchange(slots_, std::vector<bin>(slots));
    used_ = 0;
    for (auto const& b : old) {
        if (b.weight != 0) add_to((b.key & ~places) | (b.key & places) >> narrower, b.weight);
    }
}

void distribution::absorb(distribution const& other, std::vector<std::uint32_t> const& rows) {
    while (doublings_ < other.doublings_) {
        ++doublings_;
        rebuild(slots_.size(), 1);
    }
    for (auto const& b : other.slots_) {
        if (b.weight == 0) continue;
        std::uint64_t const place = (b.key & places) >> (doublings_ - other.doublings_);
        add_to(std::uint64_t{rows[b.key >> 32U]} << 32U | place, b.weight);
        while (is_full()) make_room();
    }
}

void distribution::renumber(std::vector<std::uint32_t> const& rows) {
    auto const old = std::exchange(slots_, std::vector<bin>(slots_.size()));
    used_ = 0;
    for (auto const& b : old) {
        if (b.weight != 0) add_to(std::uint64_t{rows[b.key >> 32U]} << 32U | (b.key & places), b.weight);
    }
}

void distribution::seal() {
    std::erase_if(slots_, [](bin const& b) { return b.weight == 0; });
    sorted_ = std::move(slots_);
    std::ranges::sort(sorted_, {}, &bin::key);
    for (std::size_t i = 1; i < sorted_.size(); ++i) {
        if (sorted_[i].key >> 32U == sorted_[i - 1].key >> 32U) sorted_[i].weight += sorted_[i - 1].weight;
    }
}

double distribution::percentile(std::uint32_t row, double part) const {
    auto const begin = std::ranges::lower_bound(sorted_, std::uint64_t{row} << 32U, {}, &bin::key);
    auto const end = std::ranges::lower_bound(begin, sorted_.end(), (std::uint64_t{row} + 1) << 32U, {}, &bin::key);
    if (begin == end) return 0;
    double const rank = part * std::prev(end)->weight;
    auto const found = std::ranges::lower_bound(begin, end, rank, {}, &bin::weight);
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
