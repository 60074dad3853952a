// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Patterns that select values of a record by the keys that lead to them.

#include <logdefer/base/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The last key of a path, and the keys above it.
struct path_step {
    path_step const* above = nullptr;
    std::string_view key;
    bool is_path = true;  // otherwise no pattern selects it
};

/// A pattern: keys separated by dots. `*` is any one key, `**` any number of keys, also none; a backslash takes the
/// next character as it is. A pattern that begins with another key than a member of the record begins anywhere, as if
/// after `**`: nothing else could be meant.
class key_pattern {
public:
    explicit key_pattern(std::string_view pattern) {
        part next;
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (pattern[i] == '.') {
                add(std::exchange(next, {}));
            } else if (pattern[i] == '\\' && i + 1 < pattern.size()) {
                next.key += pattern[++i];
                next.literal = true;
            } else {
                next.key += pattern[i];
            }
        }
        add(std::move(next));
        part const& first = parts_.front();
        bool const is_root = first.key == "data" || first.key == "logs" || first.key == "timers";
        if (!is_root && !first.is_any() && !first.is_any_number()) parts_.insert(parts_.begin(), {"**", false});
    }

    /// Returns whether the pattern selects the value to which these keys lead.
    [[nodiscard]] bool matches(path_step const& path) const noexcept {
        return path.is_path && matches(parts_.size(), &path);
    }

private:
    struct part {
        std::string key;
        bool literal = false;  // has no meaning other than its characters

        [[nodiscard]] bool is_any() const noexcept { return !literal && key == "*"; }
        [[nodiscard]] bool is_any_number() const noexcept { return !literal && key == "**"; }
    };

    /// Adds a part, unless it would repeat `**`, which costs time and changes nothing.
    void add(part&& p) {
        if (p.is_any_number() && !parts_.empty() && parts_.back().is_any_number()) return;
        parts_.push_back(std::move(p));
    }

    /// Compares from the last key on, by which most values are told apart.
    [[nodiscard]] bool matches(std::size_t parts, path_step const* path) const noexcept {
        for (; parts != 0; path = path->above) {
            part const& last = parts_[--parts];
            if (last.is_any_number()) {
                for (; path != nullptr; path = path->above) {
                    if (matches(parts, path)) return true;
                }
                return matches(parts, nullptr);
            }
            if (path == nullptr || (last.key != path->key && !last.is_any())) return false;
        }
        return path == nullptr;
    }

    std::vector<part> parts_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
