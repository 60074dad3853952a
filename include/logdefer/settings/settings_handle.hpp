// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// How a log refers to settings that decide about its record.

#include <logdefer/base/config.hpp>
#include <logdefer/settings/settings.hpp>

#include <cstddef>
#include <limits>
#include <new>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Returns the greatest level that is recorded.
[[nodiscard]] inline int recorded_verbosity(settings const& s) noexcept {
    int const shown = s.verbosity;
    int const most = s.record_verbosity;
    return !s.escalate.empty() && most > shown ? most : shown;
}

/// Returns whether a record that is finished may become another one, or none.
[[nodiscard]] inline bool decides_at_the_end(settings const& s) noexcept {
    constexpr auto unlimited = std::numeric_limits<std::size_t>::max();
    return !s.escalate.empty() || !s.keep.empty() || s.probe_time != usual_probe_time || s.max_bytes != unlimited
           || s.max_entries != unlimited || !s.redact.empty() || !s.members.empty() || s.id;
}

/// Refers to settings, or owns them; empty if nothing is decided when the record is finished.
class settings_handle {
public:
    settings_handle() = default;
    /// Refers to settings that live longer.
    explicit settings_handle(settings const& named) noexcept : settings_(&named), shown_(named.verbosity) {}
    /// Owns settings. Empty if there is no memory, see `exist`.
    explicit settings_handle(settings&& temporary) noexcept
        : settings_(new(std::nothrow) settings(std::move(temporary))), owned_(true) {
        if (settings_ != nullptr) shown_ = settings_->verbosity;
    }
    settings_handle(settings_handle&& other) noexcept { *this = std::move(other); }
    settings_handle& operator=(settings_handle&& other) noexcept {
        std::swap(settings_, other.settings_);
        std::swap(owned_, other.owned_);
        shown_ = other.shown_;
        return *this;
    }
    ~settings_handle() { reset(); }

    void reset() noexcept {
        if (owned_) [[unlikely]]
            destroy(settings_);
        settings_ = nullptr;
        owned_ = false;
    }

    [[nodiscard]] bool exist() const noexcept { return settings_ != nullptr; }
    [[nodiscard]] settings const* operator->() const noexcept { return settings_; }

    /// Returns the verbosity at the start of the log: it may have changed since.
    [[nodiscard]] int shown() const noexcept { return shown_; }

private:
    [[gnu::noinline, gnu::cold]] static void destroy(settings const* owned) noexcept { delete owned; }

    settings const* settings_ = nullptr;
    int shown_ = 0;
    bool owned_ = false;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
