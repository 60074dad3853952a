// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string>

namespace support {

/// Returns what a printer wrote, which is passed the place to write at and returns the place after it.
template <class Print, class... Args>
std::string printed(Print print, Args... args) {
    std::array<char, 64> text;
    return {text.data(), print(text.data(), args...)};
}

}  // namespace support
