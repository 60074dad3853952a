// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Numbers for texts that occur often.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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
        key const wanted{text};
        auto const known = numbers_.find(wanted);
        if (known != numbers_.end()) return known->second;
        if (bytes_for(text) > left_) return std::nullopt;
        return add({std::string{text}, wanted.hash});
    }

    /// Returns the number of a text that has one.
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const {
        auto const known = numbers_.find(key{text});
        return known == numbers_.end() ? std::nullopt : std::optional{known->second};
    }

    [[nodiscard]] std::string const& text(std::uint32_t number) const { return texts_[number].text; }

    /// Returns a hash of the text.
    [[nodiscard]] std::size_t hash(std::uint32_t number) const { return texts_[number].hash; }

    /// Keeps only some texts, and numbers these from 0 in this order.
    void keep_only(std::vector<std::uint32_t> const& kept) {
        numbers_.clear();
        left_ = limit_;
        auto old = std::exchange(texts_, {});
        for (auto const number : kept) add(std::move(old[number]));
    }

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
    struct hashed_text {
        std::string text;
        std::size_t hash;
    };

    /// A text is hashed once, and compared only with texts that have the same hash: texts may be long.
    struct key {
        explicit key(std::string_view t) : text(t), hash(std::hash<std::string_view>{}(t)) {}
        explicit key(hashed_text const& t) : text(t.text), hash(t.hash) {}
        bool operator==(key const& other) const noexcept { return hash == other.hash && text == other.text; }

        std::string_view text;
        std::size_t hash;
    };

    struct hash_of_key {
        std::size_t operator()(key const& k) const noexcept { return k.hash; }
    };

    std::uint32_t add(hashed_text text) {
        left_ -= bytes_for(text.text);
        auto const number = static_cast<std::uint32_t>(texts_.size());
        numbers_.emplace(texts_.emplace_back(std::move(text)), number);
        return number;
    }

    std::size_t limit_;
    std::size_t left_;
    std::deque<hashed_text> texts_;  // whose elements do not move
    std::unordered_map<key, std::uint32_t, hash_of_key> numbers_;
};

}  // namespace viz
