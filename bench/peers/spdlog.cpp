// SPDX-License-Identifier: BSL-1.0

// T1 as 18 calls of spdlog: single-threaded sink, no colours, a short pattern; the text goes into a kept buffer. And
// T2: one call to its null sink, which formats the message but not the line.

#include "../support/measure.hpp"
#include "lines.hpp"

#include <logdefer/clock.hpp>

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/null_sink.h>

#include <memory>
#include <string_view>

namespace bench {
namespace {

/// Formats each line and keeps the text of a transaction.
class memory_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    void clear() { text_.clear(); }
    [[nodiscard]] std::string_view text() const { return {text_.data(), text_.size()}; }

private:
    void sink_it_(spdlog::details::log_msg const& message) override { formatter_->format(message, text_); }
    void flush_() override {}

    spdlog::memory_buf_t text_;
};

template <class Clock>
class spdlog_lines {
public:
    spdlog_lines() {
        using formatter = spdlog::pattern_formatter;
        sink_->set_formatter(std::make_unique<formatter>("%E.%f %l %v", spdlog::pattern_time_type::utc, "\n"));
        log_.set_level(spdlog::level::trace);
    }

    std::string_view operator()(request const& r) {
        sink_->clear();
        log_.info("start");
        log_.info("data method={}", r.method);
        log_.info("data path={}", r.path);
        log_.info("request accepted from the load balancer");
        stopwatch<Clock> const authenticate;
        log_.debug("session found in the local cache");
        log_.info("timer authenticate {}", authenticate.seconds());
        stopwatch<Clock> const query;
        log_.warn("connection pool exhausted, waiting for a slot attempt={} waited_ms={}", r.attempt, r.waited_ms);
        log_.info("order loaded with all of its positions");
        log_.info("timer db.query {}", query.seconds());
        stopwatch<Clock> const render;
        log_.error("peer reset the connection, trying the replica attempt={} waited_ms={}", r.attempt, r.waited_ms);
        log_.info("timer render {}", render.seconds());
        stopwatch<Clock> const send;
        log_.info("response written to the client");
        log_.info("timer send {}", send.seconds());
        log_.info("data status={}", r.status);
        log_.info("data bytes={}", r.bytes);
        log_.info("data user={}", r.user);
        log_.info("data cached={}", r.cached);
        log_.info("end");
        return sink_->text();
    }

private:
    std::shared_ptr<memory_sink> sink_ = std::make_shared<memory_sink>();
    spdlog::logger log_{"bench", sink_};
};

void time_null_sink(benchmark::State& state) {
    spdlog::logger log{"bench", std::make_shared<spdlog::sinks::null_sink_st>()};
    allocation_counter const counter{state};
    for (auto _ : state) log.info("a message of forty characters, no more.");
}

bool const programs = add_program<spdlog_lines, logdefer::system_clock>("T1/spdlog", require_lines);
BENCHMARK(time_null_sink)->Name("T2/spdlog");

}  // namespace
}  // namespace bench
