// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string>

namespace support {

/// What a printer wrote, which takes the place to write at and returns the place behind it.
template <class Print, class... Args>
std::string printed(Print print, Args... args) {
    std::array<char, 64> text;
    return {text.data(), print(text.data(), args...)};
}

}  // namespace support
