// SPDX-License-Identifier: BSL-1.0

// T1 as 18 lines of Boost.Log: a single-threaded logger with severity and time, a sink without locks, a compiled
// formatter, and a backend that stores the text. T2: one line to a backend that does nothing.

#include "../support/end_to_end.hpp"
#include "../support/measure.hpp"
#include "lines.hpp"

#include <logdefer/clocks/clock.hpp>

#include <boost/log/attributes/clock.hpp>
#include <boost/log/core.hpp>
#include <boost/log/expressions.hpp>
#include <boost/log/sinks/async_frontend.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sinks/text_ostream_backend.hpp>
#include <boost/log/sinks/unlocked_frontend.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/log/sources/severity_logger.hpp>
#include <boost/log/support/date_time.hpp>
#include <boost/smart_ptr/make_shared_object.hpp>

#include <fstream>
#include <string>
#include <string_view>

namespace bench {
namespace {

namespace logging = boost::log;

enum class severity { debug, info, warning, error };

template <class Stream>
Stream& operator<<(Stream& out, severity s) {
    switch (s) {
        case severity::debug: return out << "debug", out;
        case severity::info: return out << "info", out;
        case severity::warning: return out << "warning", out;
        case severity::error: break;
    }
    return out << "error", out;
}

class memory_backend : public logging::sinks::basic_formatted_sink_backend<char, logging::sinks::concurrent_feeding> {
public:
    void consume(logging::record_view const&, std::string const& line) { (text_ += line) += '\n'; }
    void clear() { text_.clear(); }
    [[nodiscard]] std::string_view text() const { return text_; }

private:
    std::string text_;
};

class null_backend : public logging::sinks::basic_sink_backend<logging::sinks::concurrent_feeding> {
public:
    void consume(logging::record_view const&) {}
};

/// The only sink of the process while it lives.
template <class Frontend>
class attached {
public:
    template <class Backend>
    explicit attached(boost::shared_ptr<Backend> backend) : frontend_(boost::make_shared<Frontend>(backend)) {
        logging::core::get()->add_sink(frontend_);
    }
    attached(attached&&) = delete;
    ~attached() { logging::core::get()->remove_sink(frontend_); }

    Frontend* operator->() { return frontend_.get(); }

private:
    boost::shared_ptr<Frontend> frontend_;
};

class timed_logger : public logging::sources::severity_logger<severity> {
public:
    timed_logger() { add_attribute("TimeStamp", logging::attributes::utc_clock{}); }
};

template <class Frontend>
void set_short_format(attached<Frontend>& sink) {
    namespace expr = logging::expressions;
    sink->set_formatter(
        expr::stream << expr::format_date_time<boost::posix_time::ptime>("TimeStamp", "%Y%m%dT%H%M%S.%f") << ' '
                     << expr::attr<severity>("Severity") << ' ' << expr::message);
}

/// Logs the 18 lines.
template <class Clock>
void log_transaction(timed_logger& log, request const& r) {
    using enum severity;
    BOOST_LOG_SEV(log, info) << "start";
    BOOST_LOG_SEV(log, info) << "data method=" << r.method;
    BOOST_LOG_SEV(log, info) << "data path=" << r.path;
    BOOST_LOG_SEV(log, info) << "request accepted from the load balancer";
    stopwatch<Clock> const authenticate;
    BOOST_LOG_SEV(log, debug) << "session found in the local cache";
    BOOST_LOG_SEV(log, info) << "timer authenticate " << authenticate.seconds();
    stopwatch<Clock> const query;
    BOOST_LOG_SEV(log, warning) << "connection pool exhausted, waiting for a slot attempt=" << r.attempt
                                << " waited_ms=" << r.waited_ms;
    BOOST_LOG_SEV(log, info) << "order loaded with all of its positions";
    BOOST_LOG_SEV(log, info) << "timer db.query " << query.seconds();
    stopwatch<Clock> const render;
    BOOST_LOG_SEV(log, error) << "peer reset the connection, trying the replica attempt=" << r.attempt
                              << " waited_ms=" << r.waited_ms;
    BOOST_LOG_SEV(log, info) << "timer render " << render.seconds();
    stopwatch<Clock> const send;
    BOOST_LOG_SEV(log, info) << "response written to the client";
    BOOST_LOG_SEV(log, info) << "timer send " << send.seconds();
    BOOST_LOG_SEV(log, info) << "data status=" << r.status;
    BOOST_LOG_SEV(log, info) << "data bytes=" << r.bytes;
    BOOST_LOG_SEV(log, info) << "data user=" << r.user;
    BOOST_LOG_SEV(log, info) << "data cached=" << (r.cached ? "true" : "false");
    BOOST_LOG_SEV(log, info) << "end";
}

template <class Clock>
class boost_log_lines {
public:
    boost_log_lines() { set_short_format(sink_); }

    std::string_view operator()(request const& r) {
        backend_->clear();
        log_transaction<Clock>(log_, r);
        return backend_->text();
    }

private:
    boost::shared_ptr<memory_backend> backend_ = boost::make_shared<memory_backend>();
    attached<logging::sinks::unlocked_sink<memory_backend>> sink_{backend_};
    timed_logger log_;
};

/// Writes to a file on the threads that log (`synchronous_sink`) or on a thread of Boost.Log (`asynchronous_sink`).
template <class Frontend>
class boost_log_file {
public:
    explicit boost_log_file(std::string const& path) : sink_(backend_for(path)) { set_short_format(sink_); }
    boost_log_file(boost_log_file&&) = delete;
    ~boost_log_file() {
        if constexpr (requires { sink_->stop(); }) sink_->stop();
    }

    auto client() {
        return [log = timed_logger{}](request const& r) mutable { log_transaction<logdefer::system_clock>(log, r); };
    }
    void finish() { sink_->flush(); }

private:
    static boost::shared_ptr<logging::sinks::text_ostream_backend> backend_for(std::string const& path) {
        auto backend = boost::make_shared<logging::sinks::text_ostream_backend>();
        backend->add_stream(boost::make_shared<std::ofstream>(path, std::ios::app));
        return backend;
    }

    attached<Frontend> sink_;
};

void time_null_backend(benchmark::State& state) {
    attached<logging::sinks::unlocked_sink<null_backend>> const sink{boost::make_shared<null_backend>()};
    timed_logger log;
    allocation_counter const counter{state};
    for (auto _ : state) BOOST_LOG_SEV(log, severity::info) << "a message of forty characters, no more.";
}

using text_backend = logging::sinks::text_ostream_backend;

bool const programs =
    add_program<boost_log_lines, logdefer::system_clock>("T1/boost_log", require_lines)
    && add_end_to_end<boost_log_file<logging::sinks::synchronous_sink<text_backend>>>("e2e/boost_log", 18)
    && add_end_to_end<boost_log_file<logging::sinks::asynchronous_sink<text_backend>>>("e2e/boost_log_async", 18);
BENCHMARK(time_null_backend)->Name("T2/boost_log");

}  // namespace
}  // namespace bench
