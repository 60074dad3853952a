// SPDX-License-Identifier: BSL-1.0

// T1 as 18 lines of Boost.Log: a single-threaded logger with its severity and time, a sink without locks, a compiled
// formatter, and a backend that keeps the text. T2: one line to a backend that does nothing.

#include "../support/measure.hpp"
#include "lines.hpp"

#include <logdefer/clock.hpp>

#include <boost/log/attributes/clock.hpp>
#include <boost/log/core.hpp>
#include <boost/log/expressions.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/unlocked_frontend.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/log/sources/severity_logger.hpp>
#include <boost/log/support/date_time.hpp>
#include <boost/smart_ptr/make_shared_object.hpp>

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

/// The one sink of the process while it lives.
template <class Backend>
class attached {
public:
    explicit attached(boost::shared_ptr<Backend> backend) : frontend_(boost::make_shared<frontend>(backend)) {
        logging::core::get()->add_sink(frontend_);
    }
    attached(attached&&) = delete;
    ~attached() { logging::core::get()->remove_sink(frontend_); }

    using frontend = logging::sinks::unlocked_sink<Backend>;
    frontend* operator->() { return frontend_.get(); }

private:
    boost::shared_ptr<frontend> frontend_;
};

class timed_logger : public logging::sources::severity_logger<severity> {
public:
    timed_logger() { add_attribute("TimeStamp", logging::attributes::utc_clock{}); }
};

template <class Clock>
class boost_log_lines {
public:
    boost_log_lines() {
        namespace expr = logging::expressions;
        sink_->set_formatter(expr::stream
                             << expr::format_date_time<boost::posix_time::ptime>("TimeStamp", "%Y%m%dT%H%M%S.%f") << ' '
                             << expr::attr<severity>("Severity") << ' ' << expr::message);
    }

    std::string_view operator()(request const& r) {
        using enum severity;
        backend_->clear();
        BOOST_LOG_SEV(log_, info) << "start";
        BOOST_LOG_SEV(log_, info) << "data method=" << r.method;
        BOOST_LOG_SEV(log_, info) << "data path=" << r.path;
        BOOST_LOG_SEV(log_, info) << "request accepted from the load balancer";
        stopwatch<Clock> const authenticate;
        BOOST_LOG_SEV(log_, debug) << "session found in the local cache";
        BOOST_LOG_SEV(log_, info) << "timer authenticate " << authenticate.seconds();
        stopwatch<Clock> const query;
        BOOST_LOG_SEV(log_, warning) << "connection pool exhausted, waiting for a slot attempt=" << r.attempt
                                     << " waited_ms=" << r.waited_ms;
        BOOST_LOG_SEV(log_, info) << "order loaded with all of its positions";
        BOOST_LOG_SEV(log_, info) << "timer db.query " << query.seconds();
        stopwatch<Clock> const render;
        BOOST_LOG_SEV(log_, error) << "peer reset the connection, trying the replica attempt=" << r.attempt
                                   << " waited_ms=" << r.waited_ms;
        BOOST_LOG_SEV(log_, info) << "timer render " << render.seconds();
        stopwatch<Clock> const send;
        BOOST_LOG_SEV(log_, info) << "response written to the client";
        BOOST_LOG_SEV(log_, info) << "timer send " << send.seconds();
        BOOST_LOG_SEV(log_, info) << "data status=" << r.status;
        BOOST_LOG_SEV(log_, info) << "data bytes=" << r.bytes;
        BOOST_LOG_SEV(log_, info) << "data user=" << r.user;
        BOOST_LOG_SEV(log_, info) << "data cached=" << (r.cached ? "true" : "false");
        BOOST_LOG_SEV(log_, info) << "end";
        return backend_->text();
    }

private:
    boost::shared_ptr<memory_backend> backend_ = boost::make_shared<memory_backend>();
    attached<memory_backend> sink_{backend_};
    timed_logger log_;
};

void time_null_backend(benchmark::State& state) {
    attached<null_backend> const sink{boost::make_shared<null_backend>()};
    timed_logger log;
    allocation_counter const counter{state};
    for (auto _ : state) BOOST_LOG_SEV(log, severity::info) << "a message of forty characters, no more.";
}

bool const programs = add_program<boost_log_lines, logdefer::system_clock>("T1/boost_log", require_lines);
BENCHMARK(time_null_backend)->Name("T2/boost_log");

}  // namespace
}  // namespace bench
