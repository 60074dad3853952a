// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The default format: one JSON object on one line, as `docs/format.md` describes it.

#include <logdefer/detail/arithmetic.hpp>
#include <logdefer/detail/json_writer.hpp>
#include <logdefer/error.hpp>
#include <logdefer/output_buffer.hpp>
#include <logdefer/record.hpp>
#include <logdefer/serializer.hpp>

#include <chrono>
#include <string_view>
#include <system_error>

namespace logdefer {

/// Writes records as the Log::Defer siblings do: `{"start":...,"end":...,"data":{...},"logs":[...],"timers":[...]}`.
///
/// @par Errors        `error::out_of_memory` when the buffer cannot grow
/// @par Complexity    linear in the record; no allocation but the buffer's
class json_serializer {
public:
    /// Times with 6 decimals unless asked for 9; what does not fit is truncated.
    explicit json_serializer(time_precision precision = time_precision::microseconds) noexcept
        : precision_(precision) {}

    std::error_code append(record_view const& r, output_buffer& out) const noexcept {
        detail::json_writer json{out};
        bool const all_zero = !r.timers().empty() && r.latest_timer_end() < unit();
        head(json, r, all_zero);
        data(json, r);
        logs(json, r);
        timers(json, r, all_zero);
        for (data_view const extra : r.extras()) member(json, ",", extra);
        json.raw("}\n");
        return out.failed() ? make_error_code(error::out_of_memory) : std::error_code{};
    }

private:
    [[nodiscard]] std::chrono::nanoseconds unit() const noexcept {
        return std::chrono::nanoseconds{precision_ == time_precision::microseconds ? 1000 : 1};
    }

    /// The Perl viewer divides by the latest end of a timer, so that must not print as 0: then all ends are one unit.
    void head(detail::json_writer& json, record_view const& r, bool all_zero) const noexcept {
        json.raw(R"({"start":)");
        json.time(detail::larger(r.start(), std::chrono::nanoseconds{0}), precision_);
        json.raw(R"(,"end":)");
        json.time(all_zero ? detail::larger(r.end(), unit()) : r.end(), precision_);
    }

    static void member(detail::json_writer& json, std::string_view separator, data_view entry) noexcept {
        json.raw(separator);
        json.string(entry.key());
        json.raw(":");
        json.value(entry.value());
    }

    static void data(detail::json_writer& json, record_view const& r) noexcept {
        std::string_view separator = R"(,"data":{)";
        for (data_view const d : r.data()) {
            member(json, separator, d);
            separator = ",";
        }
        if (!r.data().empty()) json.raw("}");
    }

    void logs(detail::json_writer& json, record_view const& r) const noexcept {
        std::string_view separator = R"(,"logs":[[)";
        for (line_view const line : r.logs()) {
            json.raw(separator);
            json.time(line.offset(), precision_);
            json.raw(",");
            json.integer(line.level());
            json.raw(",");
            json.value(line.message());
            for (value_view const item : line.items()) {
                json.raw(",");
                json.value(item);
            }
            separator = "],[";
        }
        if (!r.logs().empty()) json.raw("]]");
    }

    void timers(detail::json_writer& json, record_view const& r, bool all_zero) const noexcept {
        std::string_view separator = R"(,"timers":[[)";
        for (timer_view const timer : r.timers()) {
            json.raw(separator);
            json.value(timer.name());
            json.raw(",");
            json.time(timer.start(), precision_);
            json.raw(",");
            json.time(all_zero ? unit() : timer.end(), precision_);
            for (value_view const detail : timer.detail()) {
                json.raw(",");
                json.value(detail);
            }
            separator = "],[";
        }
        if (!r.timers().empty()) json.raw("]]");
    }

    time_precision precision_;
};

}  // namespace logdefer
