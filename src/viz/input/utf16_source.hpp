// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Converts UTF-16, which PowerShell's redirection writes, to UTF-8.

#include "input/byte_source.hpp"

#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Returns the order of bytes if a text begins like UTF-16: with a byte order mark, or with a brace and a quote.
[[nodiscard]] std::optional<std::endian> utf16_order(std::string_view beginning);

class utf16_source final : public byte_source {
public:
    utf16_source(std::unique_ptr<byte_source> inner, std::endian order);

    std::size_t read(std::span<char> to) override;

private:
    bool refill();
    void convert(std::uint32_t unit);

    std::unique_ptr<byte_source> inner_;
    std::endian order_;
    std::vector<char> buffer_;
    std::size_t filled_ = 0;  // an odd byte that remained
    std::uint32_t high_ = 0;  // the first surrogate of a pair
    std::string converted_;
    std::size_t given_ = 0;
};

}  // namespace viz
