// SPDX-License-Identifier: BSL-1.0

// T1 as a document of JSON for Modern C++, with its members in insertion order, which is dumped at the end; T3, the
// dump.

#include "../support/measure.hpp"

#include <logdefer/clocks/clock.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace bench {
namespace {

using json = nlohmann::ordered_json;

json fields(request const& r) { return {{"attempt", r.attempt}, {"waited_ms", r.waited_ms}}; }

template <class Clock>
json record_of(request const& r) {
    auto const wall = Clock::wall();
    auto const start = Clock::ticks();
    auto const now = [start] { return std::chrono::duration<double>(Clock::elapsed(Clock::ticks() - start)).count(); };
    json data;
    json logs = json::array();
    json timers = json::array();
    data["method"] = r.method;
    data["path"] = r.path;
    logs.push_back({now(), 30, "request accepted from the load balancer"});
    auto const authenticate = now();
    logs.push_back({now(), 40, "session found in the local cache"});
    timers.push_back({"authenticate", authenticate, now()});
    auto const query = now();
    logs.push_back({now(), 20, "connection pool exhausted, waiting for a slot", fields(r)});
    logs.push_back({now(), 30, "order loaded with all of its positions"});
    timers.push_back({"db.query", query, now()});
    auto const render = now();
    logs.push_back({now(), 10, "peer reset the connection, trying the replica", fields(r)});
    timers.push_back({"render", render, now()});
    auto const send = now();
    logs.push_back({now(), 30, "response written to the client"});
    timers.push_back({"send", send, now()});
    data["status"] = r.status;
    data["bytes"] = r.bytes;
    data["user"] = r.user;
    data["cached"] = r.cached;

    json record;
    record["start"] = std::chrono::duration<double>(wall).count();
    record["end"] = now();
    record["data"] = std::move(data);
    record["logs"] = std::move(logs);
    record["timers"] = std::move(timers);
    return record;
}

/// Dumps into a reused string.
class printer {
public:
    std::string_view operator()(json const& record) {
        text_ = record.dump();
        return text_;
    }

private:
    std::string text_;
};

template <class Clock>
class nlohmann_json {
public:
    std::string_view operator()(request const& r) { return print_(record_of<Clock>(r)); }

private:
    printer print_;
};

bool const programs = add_program<nlohmann_json, logdefer::system_clock>("T1/nlohmann")
                      && add_ends(
                          "T3/nlohmann", [] { return record_of<logdefer::system_clock>(request{}); },
                          [print = std::make_shared<printer>()](json const& record) { return (*print)(record); });

}  // namespace
}  // namespace bench
