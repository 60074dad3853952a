// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The default format: one JSON object on one line, as `docs/format.md` describes it.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/formats/json_writer.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/formats/serializer.hpp>
#include <logdefer/formats/time_precision.hpp>
#include <logdefer/records/record.hpp>

#include <chrono>
#include <string_view>
#include <system_error>

namespace logdefer::inline LOGDEFER_ABI {

/// Writes records as the Log::Defer siblings do: `{"start":...,"end":...,"data":{...},"logs":[...],"timers":[...]}`.
///
/// @par Errors        `error::out_of_memory` when the buffer cannot grow
/// @par Complexity    linear in what is written; no allocation but the buffer's
class json_serializer {
public:
    /// Makes a serializer that prints times with 6 decimals, or with 9 for `time_precision::nanoseconds`. Further
    /// digits are truncated.
    explicit json_serializer(time_precision precision = time_precision::microseconds) noexcept
        : precision_(precision) {}

    std::error_code append(record_view const& r, output_buffer& out) const noexcept {
        detail::json_writer json{out};
        bool const all_zero = r.all_timers_end_before(unit());
        char* to = head(json.begin(), r, all_zero);
        to = data(json, to, r);
        to = logs(json, to, r);
        to = timers(json, to, r, all_zero);
        if (!r.extras().empty()) to = members(json, detail::print_literal(to, ","), r.extras());
        json.end(detail::print_literal(to, "}\n"));
        return out.failed() ? make_error_code(error::out_of_memory) : std::error_code{};
    }

private:
    // What is written between two values fits: times take 20 bytes, a level 11, and at most 100 containers end there.
    static_assert(detail::json_writer::spare >= 256);

    [[nodiscard]] std::chrono::nanoseconds unit() const noexcept {
        return std::chrono::nanoseconds{precision_ == time_precision::microseconds ? 1000 : 1};
    }

    /// Writes the members `start` and `end`. The Perl viewer divides by the latest end of a timer, which therefore must
    /// not print as 0: if it would (`all_zero`), all timers end after one unit of time.
    char* head(char* to, record_view const& r, bool all_zero) const noexcept {
        to = detail::print_literal(to, R"({"start":)");
        to = detail::print_time(to, detail::larger(r.start(), std::chrono::nanoseconds{0}), precision_);
        to = detail::print_literal(to, R"(,"end":)");
        return detail::print_time(to, all_zero ? detail::larger(r.end(), unit()) : r.end(), precision_);
    }

    static char* data(detail::json_writer& json, char* to, record_view const& r) noexcept {
        if (r.data().empty()) return to;
        to = members(json, detail::print_literal(to, R"(,"data":{)"), r.data());
        *to = '}';
        return to + 1;
    }

    /// Writes members with a comma between two of them.
    static char* members(detail::json_writer& json, char* to, entry_range<data_view> entries) noexcept {
        for (auto entry = entries.begin(); entry != entries.end(); json.advance(entry)) {
            data_view const d = *entry;
            value_view at = d.key();
            to = json.next(to, at, at);
            *to = ':';
            if (d.is_set_again()) at = d.value();  // otherwise it follows the key
            to = json.next(to + 1, at, at);
            *to++ = ',';
        }
        return to - 1;
    }

    char* logs(detail::json_writer& json, char* to, record_view const& r) const noexcept {
        if (r.logs().empty()) return to;
        to = detail::print_literal(to, R"(,"logs":[)");
        auto const all = r.logs();
        for (auto l = all.begin(); l != all.end(); json.advance(l)) to = line(json, to, *l);
        to[-1] = ']';
        return to;
    }

    char* line(detail::json_writer& json, char* to, line_view l) const noexcept {
        *to++ = '[';
        to = detail::print_time(to, l.offset(), precision_);
        *to++ = ',';
        to = detail::print_integer(to, l.level());
        to = json.sequence(to, l.message(), l.contents().last());
        return detail::print_literal(to, "],");
    }

    char* timers(detail::json_writer& json, char* to, record_view const& r, bool all_zero) const noexcept {
        if (r.timers().empty()) return to;
        to = detail::print_literal(to, R"(,"timers":[)");
        auto const all = r.timers();
        for (auto t = all.begin(); t != all.end(); json.advance(t)) {
            to = timer(json, to, *t, all_zero ? unit() : (*t).end());
        }
        to[-1] = ']';
        return to;
    }

    char* timer(detail::json_writer& json, char* to, timer_view t, std::chrono::nanoseconds end) const noexcept {
        value_view at = t.name();
        *to = '[';
        to = json.next(to + 1, at, at);
        *to++ = ',';
        to = detail::print_time(to, t.start(), precision_);
        *to++ = ',';
        to = detail::print_time(to, end, precision_);
        to = json.sequence(to, at, t.detail().last());
        return detail::print_literal(to, "],");
    }

    time_precision precision_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
