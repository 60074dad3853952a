// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The default format: one JSON object on one line, as `docs/format.md` describes it.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/formats/json_numbers.hpp>
#include <logdefer/formats/json_times.hpp>
#include <logdefer/formats/json_writer.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/formats/serializer.hpp>
#include <logdefer/formats/time_precision.hpp>
#include <logdefer/records/record.hpp>

#include <chrono>
#include <cstdint>
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
        detail::time_printer const time{precision_};
        bool const all_zero = r.all_timers_end_before(unit());
        char* to = head(json.begin(), time, r, all_zero);
        to = data(json, to, r);
        if (!out.failed()) to = logs(json, time, to, r);
        if (!out.failed()) to = timers(json, time, to, r, all_zero);
        if (!r.extras().empty()) to = members(json, detail::print_literal(to, ","), r.extras());
        json.end(detail::print_literal(to, "}\n"));
        return out.failed() ? make_error_code(error::out_of_memory) : std::error_code{};
    }

private:
    // The parts of `append` are inlined, since compilers decide it otherwise in each program.

    // What is written between two values fits: times take 20 bytes, a level 11, and at most 100 containers end there.
    static_assert(detail::json_writer::spare >= 256);

    [[nodiscard]] std::chrono::nanoseconds unit() const noexcept {
        return std::chrono::nanoseconds{precision_ == time_precision::microseconds ? 1000 : 1};
    }

    /// Writes the members `start` and `end`. The Perl viewer divides by the latest end of a timer, which therefore must
    /// not print as 0: if it would (`all_zero`), all timers end after one unit of time.
    char* head(char* to, detail::time_printer time, record_view const& r, bool all_zero) const noexcept {
        to = time(to, R"({"start":)", detail::larger(r.start(), std::chrono::nanoseconds{0}));
        return time(to, R"(,"end":)", all_zero ? detail::larger(r.end(), unit()) : r.end());
    }

    [[gnu::always_inline]] static char* data(detail::json_writer& json, char* to, record_view const& r) noexcept {
        if (r.data().empty()) return to;
        to = members(json, detail::print_literal(to, R"(,"data":{)"), r.data());
        *to = '}';
        return to + 1;
    }

    /// Writes members with a comma between two of them.
    [[gnu::always_inline]] static char* members(detail::json_writer& json, char* to,
                                                entry_range<data_view> entries) noexcept {
        for (data_view const d : entries) {
            value_view at = d.key();
            to = json.key(to, at);
            if (d.is_set_again()) at = d.value();  // otherwise it follows the key
            to = json.next(to, at);
            *to++ = ',';
        }
        return to - 1;
    }

    [[gnu::always_inline]] static char* logs(detail::json_writer& json, detail::time_printer time, char* to,
                                             record_view const& r) noexcept {
        if (r.logs().empty()) return to;
        to = detail::print_literal(to, R"(,"logs":[)");
        for (line_view const l : r.logs()) {
            to = time(to, "[", l.offset());
            to = level(detail::print_literal(to, ","), l.level());
            to = json.sequence(to, l.message(), l.contents().last());
            to = detail::print_literal(to, "],");
        }
        to[-1] = ']';
        return to;
    }

    /// Writes a level, most of which have two digits.
    [[gnu::always_inline]] static char* level(char* to, int n) noexcept {
        auto const u = static_cast<std::uint32_t>(n);
        return u - 10 < 90 ? detail::print_pair(to, u) : detail::print_integer(to, n);
    }

    [[gnu::always_inline]] char* timers(detail::json_writer& json, detail::time_printer time, char* to,
                                        record_view const& r, bool all_zero) const noexcept {
        if (r.timers().empty()) return to;
        to = detail::print_literal(to, R"(,"timers":[)");
        for (timer_view const t : r.timers()) {
            value_view at = t.name();
            to = json.next(detail::print_literal(to, "["), at);
            to = time(to, ",", t.start());
            to = time(to, ",", all_zero ? unit() : t.end());
            to = json.sequence(to, at, t.detail().last());
            to = detail::print_literal(to, "],");
        }
        to[-1] = ']';
        return to;
    }

    time_precision precision_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
