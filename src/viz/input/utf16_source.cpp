// SPDX-License-Identifier: BSL-1.0
#include "input/utf16_source.hpp"

#include "encoding/utf8.hpp"

#include <algorithm>
#include <utility>

namespace viz {

namespace {

std::uint32_t byte_at(std::vector<char> const& bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }

}  // namespace

std::optional<std::endian> utf16_order(std::string_view beginning) {
    using namespace std::string_view_literals;
    if (beginning.starts_with("\xff\xfe"sv) || beginning.starts_with("{\0\"\0"sv)) return std::endian::little;
    if (beginning.starts_with("\xfe\xff"sv) || beginning.starts_with("\0{\0\""sv)) return std::endian::big;
    return std::nullopt;
}

utf16_source::utf16_source(std::unique_ptr<byte_source> inner, std::endian order)
    : inner_(std::move(inner)), order_(order), buffer_(std::size_t{1} << 16) {}

std::size_t utf16_source::read(std::span<char> to) {
    while (given_ == converted_.size()) {
        if (!refill()) return 0;
    }
    std::size_t const n = std::min(to.size(), converted_.size() - given_);
    std::copy_n(converted_.data() + given_, n, to.data());
    given_ += n;
    return n;
}

/// Returns false at the end. Half a character there becomes U+FFFD.
bool utf16_source::refill() {
    converted_.clear();
    given_ = 0;
    std::size_t const n = inner_->read(std::span{buffer_}.subspan(filled_));
    filled_ += n;
    if (n == 0) {
        bool const half = std::exchange(filled_, 0) != 0 || std::exchange(high_, 0) != 0;
        if (half) converted_ += json::replacement;
        return half;
    }
    bool const little = order_ == std::endian::little;
    std::size_t i = 0;
    for (; i + 1 < filled_; i += 2) {
        convert(byte_at(buffer_, little ? i + 1 : i) << 8 | byte_at(buffer_, little ? i : i + 1));
    }
    if (i < filled_) buffer_[0] = buffer_[i];
    filled_ -= i;
    return true;
}

void utf16_source::convert(std::uint32_t unit) {
    constexpr std::uint32_t byte_order_mark = 0xfeff;
    std::uint32_t const high = std::exchange(high_, 0);
    if (high != 0 && json::is_low_surrogate(unit)) {
        json::append_code_point(converted_, json::joined_surrogates(high, unit));
        return;
    }
    if (high != 0) converted_ += json::replacement;
    if (json::is_high_surrogate(unit)) {
        high_ = unit;
    } else if (json::is_low_surrogate(unit)) {
        converted_ += json::replacement;
    } else if (unit != byte_order_mark) {
        json::append_code_point(converted_, unit);
    }
}

}  // namespace viz
