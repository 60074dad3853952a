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
/// after `**`: nothing else could be meant. Several of the pattern's keys are also one key with dots between them, as
/// OpenTelemetry has them.
class key_pattern {
public:
    explicit key_pattern(std::string_view pattern) {
        part next;
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (pattern[i] == '.') {
                parts_.push_back(std::exchange(next, {}));
            } else if (pattern[i] == '\\' && i + 1 < pattern.size()) {
                next.key += pattern[++i];
                next.literal = true;
            } else {
                next.key += pattern[i];
            }
        }
        parts_.push_back(std::move(next));
        part const& first = parts_.front();
        bool const is_root = first.key == "data" || first.key == "logs" || first.key == "timers";
        if (!is_root && !first.is_any() && !first.is_any_number()) parts_.insert(parts_.begin(), {"**", false});
    }

    /// Returns whether the pattern selects the value to which these keys lead.
    ///
    /// Compares from the last key on, by which most values are told apart. If what is before a `**` does not match, it
    /// is tried one key further up. What is behind that `**` is not tried again: it has matched the last keys that it
    /// can, since parts that begin to match further up end further up. So a client that nests values deeply cannot make
    /// this slow.
    ///
    /// @par Complexity  O(n m) for n keys and m parts
    [[nodiscard]] bool matches(path_step const& path) const noexcept {
        if (!path.is_path) return false;
        position at{parts_.size(), &path};
        position last_try{};
        while (at.parts != 0 || at.path != nullptr) {
            if (at.parts != 0 && parts_[at.parts - 1].is_any_number()) {
                --at.parts;
                last_try = at;
            } else if (std::size_t const n = parts_of_key(at); n != 0) {
                at = {at.parts - n, at.path->above};
            } else if (last_try.path != nullptr) {
                last_try.path = last_try.path->above;
                at = last_try;
            } else {
                return false;
            }
        }
        return true;
    }

private:
    struct part {
        std::string key;
        bool literal = false;  // has no meaning other than its characters

        [[nodiscard]] bool is_any() const noexcept { return !literal && key == "*"; }
        [[nodiscard]] bool is_any_number() const noexcept { return !literal && key == "**"; }
    };

    /// What remains to be compared: the first parts, and the keys from this one up.
    struct position {
        std::size_t parts = 0;
        path_step const* path = nullptr;
    };

    /// Returns how many of the last parts at a position match its key; 0 if it does not match.
    [[nodiscard]] std::size_t parts_of_key(position at) const noexcept {
        if (at.parts == 0 || at.path == nullptr) return 0;
        if (parts_[at.parts - 1].is_any()) return 1;
        std::string_view rest = at.path->key;
        for (std::size_t n = 1; n <= at.parts; ++n) {
            part const& p = parts_[at.parts - n];
            if (p.is_any() || p.is_any_number() || !rest.ends_with(p.key)) return 0;
            rest.remove_suffix(p.key.size());
            if (rest.empty()) return n;
            if (rest.back() != '.') return 0;
            rest.remove_suffix(1);
        }
        return 0;
    }

    std::vector<part> parts_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
