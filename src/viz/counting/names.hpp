// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Numbers for texts that occur often.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace viz {

/// Numbers texts from 0 in the order in which they first occur, up to a limit of bytes. Each text counts as 64 bytes
/// more than its size.
class names {
public:
    explicit names(std::size_t limit = std::size_t{8} << 20U) : limit_(limit), left_(limit) {}
    names(names&&) = delete;

    /// Returns the number of a text, or nothing for a new text beyond the limit.
    [[nodiscard]] std::optional<std::uint32_t> number_of(std::string_view text) {
        auto const known = numbers_.find(text);
        if (known != numbers_.end()) return known->second;
        if (bytes_for(text) > left_) return std::nullopt;
        left_ -= bytes_for(text);
        auto const number = static_cast<std::uint32_t>(texts_.size());
        texts_.push_back(&numbers_.emplace(text, number).first->first);
        return number;
    }

    /// Returns the number of a text that has one.
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const {
        auto const known = numbers_.find(text);
        return known == numbers_.end() ? std::nullopt : std::optional{known->second};
    }

    [[nodiscard]] std::string const& text(std::uint32_t number) const { return *texts_[number]; }

    /// Returns how much of the limit a text takes.
    [[nodiscard]] static std::size_t bytes_for(std::string_view text) noexcept {
        constexpr std::size_t overhead = 64;
        return text.size() + overhead;
    }

    /// Returns how many texts have a number.
    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

    /// Returns how much of the limit is used.
    [[nodiscard]] std::size_t bytes() const noexcept { return limit_ - left_; }

private:
    struct hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    std::size_t limit_;
    std::size_t left_;
    std::unordered_map<std::string, std::uint32_t, hash, std::equal_to<>> numbers_;
    std::vector<std::string const*> texts_;  // pointers into the map, whose nodes do not move
};

}  // namespace viz
