// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A text that a condition keeps.

#include <logdefer/base/config.hpp>
#include <logdefer/settings/condition.hpp>

#include <cstddef>
#include <new>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Owns a copy of a text. Not a `std::string`, which without exceptions ends the program if there is no memory.
class kept_text {
public:
    kept_text() = default;
    kept_text(kept_text&&) = delete;
    ~kept_text() { delete[] bytes_; }

    /// Copies a text into an object that has none. Returns false if there is no memory.
    [[nodiscard]] bool assign(std::string_view text) noexcept {
        bytes_ = new (std::nothrow) char[text.size() + 1];
        if (bytes_ == nullptr) return false;
        size_ = text.copy(bytes_, text.size());
        return true;
    }

    [[nodiscard]] std::string_view view() const noexcept { return {bytes_, size_}; }

private:
    char* bytes_ = nullptr;
    std::size_t size_ = 0;
};

/// The name that a condition looks for.
class name_part final : public condition_part {
public:
    /// Returns null if there is no memory.
    [[nodiscard]] static name_part* copy(std::string_view name) noexcept {
        auto* const part = new (std::nothrow) name_part;
        if (part == nullptr || part->name_.assign(name)) return part;
        delete part;
        return nullptr;
    }

    [[nodiscard]] std::string_view name() const noexcept { return name_.view(); }

private:
    kept_text name_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
