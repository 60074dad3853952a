// SPDX-License-Identifier: BSL-1.0

// T1 with RapidJSON's writer, which makes no document, and a reused buffer.

#include "../support/measure.hpp"
#include "written_at_the_end.hpp"

#include <logdefer/clocks/clock.hpp>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace bench {
namespace {

template <class Clock>
class rapidjson_writer {
public:
    std::string_view operator()(request const& r) {
        transaction_times<Clock> const t;
        buffer_.Clear();
        writer_.Reset(buffer_);
        writer_.StartObject();
        key("start");
        writer_.Double(std::chrono::duration<double>(t.wall).count());
        key("end");
        time(t, t.end);
        key("data");
        data(r);
        key("logs");
        logs(t, r);
        key("timers");
        timers(t);
        writer_.EndObject();
        return {buffer_.GetString(), buffer_.GetSize()};
    }

private:
    using times = transaction_times<Clock>;

    void key(std::string_view s) { writer_.Key(s.data(), static_cast<rapidjson::SizeType>(s.size())); }
    void string(std::string_view s) { writer_.String(s.data(), static_cast<rapidjson::SizeType>(s.size())); }
    void time(times const& t, std::int64_t ticks) {
        writer_.Double(std::chrono::duration<double>(t.since_start(ticks)).count());
    }

    void data(request const& r) {
        writer_.StartObject();
        key("method");
        string(r.method);
        key("path");
        string(r.path);
        key("status");
        writer_.Int(r.status);
        key("bytes");
        writer_.Int64(r.bytes);
        key("user");
        string(r.user);
        key("cached");
        writer_.Bool(r.cached);
        writer_.EndObject();
    }

    void line(times const& t, std::int64_t ticks, int level, std::string_view message, request const* r = nullptr) {
        writer_.StartArray();
        time(t, ticks);
        writer_.Int(level);
        string(message);
        if (r != nullptr) {
            writer_.StartObject();
            key("attempt");
            writer_.Int(r->attempt);
            key("waited_ms");
            writer_.Double(r->waited_ms);
            writer_.EndObject();
        }
        writer_.EndArray();
    }

    void logs(times const& t, request const& r) {
        writer_.StartArray();
        line(t, t.accepted, 30, "request accepted from the load balancer");
        line(t, t.session_found, 40, "session found in the local cache");
        line(t, t.exhausted, 20, "connection pool exhausted, waiting for a slot", &r);
        line(t, t.loaded, 30, "order loaded with all of its positions");
        line(t, t.reset, 10, "peer reset the connection, trying the replica", &r);
        line(t, t.written, 30, "response written to the client");
        writer_.EndArray();
    }

    void timer(times const& t, std::string_view name, std::int64_t start, std::int64_t end) {
        writer_.StartArray();
        string(name);
        time(t, start);
        time(t, end);
        writer_.EndArray();
    }

    void timers(times const& t) {
        writer_.StartArray();
        timer(t, "authenticate", t.authenticate, t.authenticated);
        timer(t, "db.query", t.query, t.queried);
        timer(t, "render", t.render, t.rendered);
        timer(t, "send", t.send, t.sent);
        writer_.EndArray();
    }

    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

bool const programs = add_program<rapidjson_writer, logdefer::system_clock>("T1/rapidjson");

}  // namespace
}  // namespace bench
