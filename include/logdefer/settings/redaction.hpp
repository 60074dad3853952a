// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Which values never reach a sink.

#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/records/value_view.hpp>
#include <logdefer/settings/key_pattern.hpp>
#include <logdefer/values/secret.hpp>
#include <logdefer/values/value_writer.hpp>

#include <initializer_list>
#include <vector>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {
class path_redaction;
}  // namespace detail

/// Values that are replaced when the record is finished, selected by the keys that lead to them.
///
/// A path is a list of keys separated by dots: `data.user.password`. `*` is any one key, `**` any number of keys, also
/// none, and a backslash takes the next character as it is. A path begins with `data`, `logs` or `timers`; one that
/// begins with another key may begin anywhere: `password` is `**.password`. Several keys of a path may be one key of
/// the record, with dots: `data.user.password` also selects the member `user.password` of data, and
/// `data.user\.password` only that one. The keys of a line's items follow `logs` (`logs.password`), the keys of a
/// timer's detail follow the name of the timer (`timers.db.query`). Elements of an array have the path of the array; a
/// message has none. A value that is selected is replaced as a whole.
class redaction {
public:
    /// Writes one value instead of another one. If it throws or writes anything else, the entry with the value is lost.
    using replacement = void(value_view, value_writer&);

    /// Selects values and, unless told otherwise, replaces them by `[redacted]`.
    ///
    /// @throws std::bad_alloc
    template <text_like Path>
    redaction(Path const& path, replacement* replace = nullptr) : path_(text{path}.view()), replace_(replace) {}

private:
    friend class redactions;
    friend detail::path_redaction;

    detail::key_pattern path_;
    replacement* replace_;
};

/// A list of redactions; the first one that selects a value replaces it.
class redactions {
public:
    redactions() = default;
    redactions(std::initializer_list<redaction> all) : all_(all) {}

    [[nodiscard]] bool empty() const noexcept { return all_.empty(); }

private:
    friend detail::path_redaction;

    /// Returns the redaction of values with this path, or null.
    [[nodiscard]] redaction const* find(detail::path_step const& path) const noexcept {
        for (redaction const& r : all_) {
            if (r.path_.matches(path)) return &r;
        }
        return nullptr;
    }

    std::vector<redaction> all_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
