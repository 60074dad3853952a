// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// What conditions test in a record, and how the variables of samples are drawn.

#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/condition.hpp>
#include <logdefer/settings/kept_text.hpp>
#include <logdefer/settings/member_hash.hpp>
#include <logdefer/settings/random.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The functions that conditions refer to.
struct condition_test {
    static bool has_level(record_view const& record, std::int64_t level) noexcept {
        for (line_view const line : record.logs()) {
            if (line.level() <= level) return true;
        }
        return false;
    }
    static bool has_level(condition const& c, record_view const& record) noexcept {
        return has_level(record, c.number);
    }

    static bool has_failed(condition const&, record_view const& record) noexcept {
        for (data_view const extra : record.extras()) {
            if (extra.key().text() == "outcome") return true;
        }
        constexpr int error = 10;
        return has_level(record, error);
    }

    static bool is_slow(condition const& c, record_view const& record) noexcept {
        return record.end().count() > c.number;
    }

    static bool has_slow_timer(condition const& c, record_view const& record) noexcept {
        auto const name = static_cast<name_part const*>(c.part)->name();
        for (timer_view const timer : record.timers()) {
            bool const is_slow = (timer.end() - timer.start()).count() > c.number;
            if (is_slow && timer.name().text() == name) return true;
        }
        return false;
    }

    static double draw(condition const&, record_view const&) noexcept { return thread_random::draw(); }

    /// Draws only if there is no such member.
    static double draw_by_member(condition const& c, record_view const& record) noexcept {
        auto const hash = hash_of_member(record, static_cast<name_part const*>(c.part)->name());
        return hash ? unit_interval(*hash) : thread_random::draw();
    }
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
