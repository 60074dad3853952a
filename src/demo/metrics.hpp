// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Metrics about the record sink for Prometheus.

#include <logdefer/sinks/sink_counters.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <string_view>

namespace orders {

/// The counters in Prometheus's text format: https://prometheus.io/docs/instrumenting/exposition_formats
//[metrics
inline std::string prometheus_text(logdefer::sink_counters const& c) {
    std::string text;
    auto const metric = [&](std::string_view name, std::string_view type, auto value) {
        std::array<char, 32> digits{};  // without the locale, whose decimal separator may be a comma
        auto const [end, code] = std::to_chars(digits.begin(), digits.end(), value);
        text.append("# TYPE ").append(name).append(" ").append(type).append("\n");
        text.append(name).append(" ").append(digits.data(), end).append("\n");
    };
    metric("log_records_total", "counter", c.records);
    metric("log_bytes_total", "counter", c.bytes);
    metric("log_dropped_records_total", "counter", c.dropped);
    metric("log_errors_total", "counter", c.errors);
    metric("log_queued_records", "gauge", c.queued_records);
    metric("log_queued_bytes", "gauge", c.queued_bytes);
    metric("log_oldest_queued_record_seconds", "gauge", std::chrono::duration<double>(c.oldest).count());
    return text;
}
//]

}  // namespace orders
