// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Computes the expected repair of ill-formed UTF-8 from a table of all sequences, without regard to speed.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace property {

/// Every beginning of a well-formed UTF-8 sequence of up to three bytes, found by encoding all of Unicode.
class utf8_table {
public:
    utf8_table() {
        for (std::uint32_t c = 0; c <= 0x10ffff; ++c) {
            if (c < 0xd800 || c > 0xdfff) add(encode(c));
        }
    }

    /// Returns how many bytes from `at` begin some well-formed sequence, and whether they are a complete one.
    [[nodiscard]] std::pair<std::size_t, bool> longest(std::string_view s, std::size_t at) const {
        std::size_t n = 0;
        while (n < 3 && at + n < s.size() && begins(s.substr(at, n + 1)) != 0) ++n;
        if (n == 0) return {1, false};
        bool const last_follows = at + 3 < s.size() && (static_cast<unsigned char>(s[at + 3]) & 0xc0U) == 0x80;
        if (begins(s.substr(at, n)) == n) return {n, true};
        if (n == 3 && last_follows) return {4, true};
        return {n, false};
    }

private:
    static std::string encode(std::uint32_t c) {
        auto const byte = [](std::uint32_t b) { return static_cast<char>(b); };
        if (c < 0x80) return {byte(c)};
        if (c < 0x800) return {byte(0xc0 | c >> 6U), byte(0x80 | (c & 0x3fU))};
        if (c < 0x10000) return {byte(0xe0 | c >> 12U), byte(0x80 | (c >> 6U & 0x3fU)), byte(0x80 | (c & 0x3fU))};
        return {byte(0xf0 | c >> 18U), byte(0x80 | (c >> 12U & 0x3fU)), byte(0x80 | (c >> 6U & 0x3fU)),
                byte(0x80 | (c & 0x3fU))};
    }

    static std::size_t index(std::string_view bytes) {
        std::size_t i = 0;
        for (char const b : bytes) i = i << 8U | static_cast<unsigned char>(b);
        return i;
    }

    void add(std::string_view sequence) {
        for (std::size_t n = 1; n <= std::min<std::size_t>(3, sequence.size()); ++n) {
            known_[n - 1][index(sequence.substr(0, n))] = static_cast<unsigned char>(sequence.size());
        }
    }

    /// Returns the size of the sequences that begin with these bytes, or 0 if there are none.
    [[nodiscard]] std::size_t begins(std::string_view bytes) const { return known_[bytes.size() - 1][index(bytes)]; }

    std::array<std::vector<unsigned char>, 3> known_{
        std::vector<unsigned char>(std::size_t{1} << 8U),
        std::vector<unsigned char>(std::size_t{1} << 16U),
        std::vector<unsigned char>(std::size_t{1} << 24U),
    };
};

/// Returns the text with U+FFFD for each maximal ill-formed part.
inline std::string replaced(std::string_view bytes) {
    static utf8_table const table;
    std::string text;
    for (std::size_t i = 0; i < bytes.size();) {
        auto const [n, whole] = table.longest(bytes, i);
        text += whole ? bytes.substr(i, n) : "\xef\xbf\xbd";
        i += n;
    }
    return text;
}

}  // namespace property
