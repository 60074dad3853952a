// SPDX-License-Identifier: BSL-1.0

// T1 as a Boost.JSON document that grows with the transaction and is serialized at its end; T3, the serialization. T1
// of this library with the text of Boost.JSON.

#include "../support/measure.hpp"
#include "../support/programs.hpp"

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/formats/boost_json_serializer.hpp>

#include <boost/json.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace bench {
namespace {

namespace json = boost::json;

template <class Clock>
class document {
public:
    explicit document(json::storage_ptr const& storage)
        : data_(6, storage), logs_(storage), timers_(storage), start_(Clock::ticks()) {
        logs_.reserve(6);
        timers_.reserve(4);
    }

    [[nodiscard]] double now() const {
        return std::chrono::duration<double>(Clock::elapsed(Clock::ticks() - start_)).count();
    }

    void line(int level, json::string_view message) { logs_.push_back({now(), level, message}); }
    void line(int level, json::string_view message, request const& r) {
        logs_.push_back({now(), level, message, {{"attempt", r.attempt}, {"waited_ms", r.waited_ms}}});
    }
    void timer(json::string_view name, double start) { timers_.push_back({name, start, now()}); }

    json::object& data() { return data_; }

    json::object finish(std::chrono::nanoseconds wall) && {
        json::object record{data_.storage()};
        record.reserve(5);
        record.emplace("start", std::chrono::duration<double>(wall).count());
        record.emplace("end", now());
        record.emplace("data", std::move(data_));
        record.emplace("logs", std::move(logs_));
        record.emplace("timers", std::move(timers_));
        return record;
    }

private:
    json::object data_;
    json::array logs_;
    json::array timers_;
    std::int64_t start_;
};

template <class Clock>
json::object record_of(request const& r, json::storage_ptr const& storage) {
    auto const wall = Clock::wall();
    document<Clock> log{storage};
    log.data().emplace("method", r.method);
    log.data().emplace("path", r.path);
    log.line(30, "request accepted from the load balancer");
    auto const authenticate = log.now();
    log.line(40, "session found in the local cache");
    log.timer("authenticate", authenticate);
    auto const query = log.now();
    log.line(20, "connection pool exhausted, waiting for a slot", r);
    log.line(30, "order loaded with all of its positions");
    log.timer("db.query", query);
    auto const render = log.now();
    log.line(10, "peer reset the connection, trying the replica", r);
    log.timer("render", render);
    auto const send = log.now();
    log.line(30, "response written to the client");
    log.timer("send", send);
    log.data().emplace("status", r.status);
    log.data().emplace("bytes", r.bytes);
    log.data().emplace("user", r.user);
    log.data().emplace("cached", r.cached);
    return std::move(log).finish(wall);
}

/// Serializes into a reused buffer.
class printer {
public:
    std::string_view operator()(json::object const& record) {
        serializer_.reset(&record);
        std::size_t size = 0;
        while (!serializer_.done()) {
            if (size == text_.size()) text_.resize(2 * size + 1024);
            size += serializer_.read(text_.data() + size, text_.size() - size).size();
        }
        return {text_.data(), size};
    }

private:
    json::serializer serializer_;
    std::string text_;
};

template <class Clock>
class boost_json_dom {
public:
    std::string_view operator()(request const& r) { return print_(record_of<Clock>(r, {})); }

private:
    printer print_;
};

/// Makes the document in a reused buffer. The resource is new each time, since `release` would not reset its growth.
template <class Clock>
class boost_json_monotonic {
public:
    std::string_view operator()(request const& r) {
        json::monotonic_resource resource{buffer_.data(), buffer_.size()};
        return print_(record_of<Clock>(r, &resource));
    }

private:
    std::array<unsigned char, 16384> buffer_;
    printer print_;
};

/// This library with the text of Boost.JSON.
template <class Clock>
class logdefer_boost_json {
public:
    std::string_view operator()(request const& r) noexcept {
        {
            logdefer::basic_log_defer<Clock, logdefer::boost_json_serializer> log{sink_};
            record_standard(log, r);
        }
        return sink_.line;
    }

private:
    keeping_sink sink_;
};

bool const programs =
    add_program<boost_json_dom, logdefer::system_clock>("T1/boost_json_dom")
    && add_program<boost_json_monotonic, logdefer::system_clock>("T1/boost_json_monotonic")
    && add_program<logdefer_boost_json, logdefer::system_clock>("T1/logdefer_boost_json")
    && add_ends(
        "T3/boost_json_dom", [] { return record_of<logdefer::system_clock>(request{}, {}); },
        [print = std::make_shared<printer>()](json::object const& record) { return (*print)(record); });

}  // namespace
}  // namespace bench
