// SPDX-License-Identifier: BSL-1.0

// T1 as 18 calls of spdlog: single-threaded sink, no colours, a short pattern; the text goes into a reused buffer. T2:
// one call to its null sink, which formats the message but not the line. e2e: these lines in a file, written on the
// threads that log or on one of spdlog's.

#include "../support/end_to_end.hpp"
#include "../support/measure.hpp"
#include "../support/memory_sink.hpp"
#include "lines.hpp"

#include <logdefer/clocks/clock.hpp>

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>

#include <memory>
#include <string>
#include <string_view>

namespace bench {
namespace {

std::unique_ptr<spdlog::formatter> short_pattern() {
    return std::make_unique<spdlog::pattern_formatter>("%E.%f %l %v", spdlog::pattern_time_type::utc, "\n");
}

/// Logs the 18 lines.
template <class Clock>
void log_transaction(spdlog::logger& log, request const& r) {
    log.info("start");
    log.info("data method={}", r.method);
    log.info("data path={}", r.path);
    log.info("request accepted from the load balancer");
    stopwatch<Clock> const authenticate;
    log.debug("session found in the local cache");
    log.info("timer authenticate {}", authenticate.seconds());
    stopwatch<Clock> const query;
    log.warn("connection pool exhausted, waiting for a slot attempt={} waited_ms={}", r.attempt, r.waited_ms);
    log.info("order loaded with all of its positions");
    log.info("timer db.query {}", query.seconds());
    stopwatch<Clock> const render;
    log.error("peer reset the connection, trying the replica attempt={} waited_ms={}", r.attempt, r.waited_ms);
    log.info("timer render {}", render.seconds());
    stopwatch<Clock> const send;
    log.info("response written to the client");
    log.info("timer send {}", send.seconds());
    log.info("data status={}", r.status);
    log.info("data bytes={}", r.bytes);
    log.info("data user={}", r.user);
    log.info("data cached={}", r.cached);
    log.info("end");
}

template <class Clock>
class spdlog_lines {
public:
    spdlog_lines() {
        sink_->set_formatter(short_pattern());
        log_.set_level(spdlog::level::trace);
    }

    std::string_view operator()(request const& r) {
        sink_->clear();
        log_transaction<Clock>(log_, r);
        return sink_->text();
    }

private:
    std::shared_ptr<memory_sink> sink_ = std::make_shared<memory_sink>();
    spdlog::logger log_{"bench", sink_};
};

/// Writes to a file on the threads that log.
class spdlog_file {
public:
    explicit spdlog_file(std::string const& path) : sink_(std::make_shared<spdlog::sinks::basic_file_sink_mt>(path)) {
        sink_->set_formatter(short_pattern());
        log_.set_level(spdlog::level::trace);
    }

    auto client() {
        return [this](request const& r) { log_transaction<logdefer::system_clock>(log_, r); };
    }
    void finish() { log_.flush(); }

private:
    std::shared_ptr<spdlog::sinks::basic_file_sink_mt> sink_;
    spdlog::logger log_{"bench", sink_};
};

/// Writes to a file on a thread of spdlog with a queue of the default size.
class spdlog_async_file {
public:
    explicit spdlog_async_file(std::string const& path)
        : sink_(std::make_shared<spdlog::sinks::basic_file_sink_mt>(path)) {
        sink_->set_formatter(short_pattern());
        log_->set_level(spdlog::level::trace);
    }

    auto client() {
        return [this](request const& r) { log_transaction<logdefer::system_clock>(*log_, r); };
    }

    /// The pool ends when its queue is empty.
    void finish() {
        log_.reset();
        pool_.reset();
        sink_->flush();
        pool_ = make_pool();
        log_ = make_log();
        log_->set_level(spdlog::level::trace);
    }

private:
    static std::shared_ptr<spdlog::details::thread_pool> make_pool() {
        return std::make_shared<spdlog::details::thread_pool>(spdlog::details::default_async_q_size, 1U);
    }
    [[nodiscard]] std::shared_ptr<spdlog::async_logger> make_log() const {
        return std::make_shared<spdlog::async_logger>("bench", sink_, pool_, spdlog::async_overflow_policy::block);
    }

    std::shared_ptr<spdlog::sinks::basic_file_sink_mt> sink_;
    std::shared_ptr<spdlog::details::thread_pool> pool_ = make_pool();
    std::shared_ptr<spdlog::async_logger> log_ = make_log();
};

void time_null_sink(benchmark::State& state) {
    spdlog::logger log{"bench", std::make_shared<spdlog::sinks::null_sink_st>()};
    allocation_counter const counter{state};
    for (auto _ : state) log.info("a message of forty characters, no more.");
}

bool const programs = add_program<spdlog_lines, logdefer::system_clock>("T1/spdlog", require_lines)
                      && add_end_to_end<spdlog_file>("e2e/spdlog", 18)
                      && add_end_to_end<spdlog_async_file>("e2e/spdlog_async", 18);
BENCHMARK(time_null_sink)->Name("T2/spdlog");

}  // namespace
}  // namespace bench
