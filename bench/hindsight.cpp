// SPDX-License-Identifier: BSL-1.0

// What settings cost that decide about a record at its end: the standard transaction with each of them; lines that are
// shown only of a failed transaction, compared with the backtrace of spdlog; a line with a probe, compared with a line.

#include "hindsight.hpp"
#include "support/measure.hpp"
#include "support/memory_sink.hpp"

#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <string_view>

namespace bench {
namespace {

/// The same lines in the backtrace of spdlog, which keeps the last 50, formatted.
template <bool Failed>
class backtrace {
public:
    backtrace() {
        log_.set_pattern("%E.%f %l %v");
        log_.enable_backtrace(50);
    }

    std::string_view operator()(request const& r) {
        sink_->clear();
        for (int i = 0; i < 50; ++i) log_.debug("session found in the local cache {}", r.attempt);
        if constexpr (Failed) log_.dump_backtrace();
        return sink_->text();
    }

private:
    std::shared_ptr<memory_sink> sink_ = std::make_shared<memory_sink>();
    spdlog::logger log_{"bench", sink_};
};

constexpr int lines = 64;

/// Logs lines in a transaction that is not kept, or that is not rendered.
template <class Line, logdefer::settings (*Make)()>
class many_lines {
public:
    void operator()(request const& r) {
        calm_log log{sink_, settings_};
        for (int i = 0; i < lines; ++i) Line::record(log, r);
        if (settings_.keep.empty()) log.cancel();
    }

private:
    keeping_sink sink_;
    logdefer::settings const settings_ = Make();
};

/// Runs the probes of a record that a caller takes, and does not render it.
class many_probes_run {
public:
    void operator()(request const& r) {
        calm_log log{sink_};
        for (int i = 0; i < lines; ++i) line_with_probe::record(log, r);
        logdefer::record taken;
        (void)log.finish(taken);
    }

private:
    keeping_sink sink_;
};

template <class Lines>
void time_lines(benchmark::State& state) {
    Lines record;
    request const r;
    logdefer::trim_memory();
    record(r);
    allocation_counter const counter{state};
    while (state.KeepRunningBatch(lines)) record(r);
}

/// Registers a program that produces text with, or without, a part.
template <class Program>
bool add(std::string const& name, std::string_view part, bool with = true) {
    add_check(name, [part, with] {
        Program program;
        request const r;
        for (int i = 0; i < 8; ++i) (void)program(r);
        require((std::string{program(r)}.find(part) != std::string::npos) == with, "another text");
    });
    benchmark::RegisterBenchmark(name.c_str(), time_program<Program>);
    return true;
}

bool const programs =
    add<standard_with_settings<nothing_decided>>("hindsight/none", "jane.doe")
    && add<standard_with_settings<failed_kept>>("hindsight/dropped", "jane.doe", false)
    && add<standard_with_settings<bytes_limited>>("hindsight/limit_of_bytes", "jane.doe")
    && add<standard_with_settings<three_redacted>>("hindsight/redacted", R"("user":"[redacted]")")
    && add<escalated_lines<logdefer::outcome::failed>>("hindsight/50_lines_shown", "session found")
    && add<escalated_lines<logdefer::outcome::ok>>("hindsight/50_lines_hidden", "session found", false)
    && add<backtrace<true>>("hindsight/spdlog_50_lines_shown", "session found")
    && add<backtrace<false>>("hindsight/spdlog_50_lines_hidden", "session found", false);
BENCHMARK(time_program<standard_with_settings<some_kept>>)->Name("hindsight/sampled");
BENCHMARK(time_lines<many_lines<line_with_number, nothing_decided>>)->Name("hindsight/line");
BENCHMARK(time_lines<many_lines<line_with_probe, failed_kept>>)->Name("hindsight/line_with_probe_unused");
BENCHMARK(time_lines<many_probes_run>)->Name("hindsight/line_with_probe_run");

}  // namespace
}  // namespace bench
