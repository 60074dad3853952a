// SPDX-License-Identifier: BSL-1.0

// T1 with {fmt}: compiled format strings and a reused buffer. It does not know JSON: texts of the request are escaped
// beforehand if necessary; times are passed as integers, which it prints faster than floating-point numbers.

#include "../support/measure.hpp"
#include "written_at_the_end.hpp"

#include <logdefer/clocks/clock.hpp>

#include <fmt/compile.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace bench {
namespace {

/// Returns the text itself if it needs no escape, which is the usual case; otherwise the escaped text in `storage`.
std::string_view escaped(std::string_view text, std::string& storage) {
    auto const is_special = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; };
    bool special = false;
    for (char const c : text) special |= is_special(c);
    if (!special) return text;
    storage.clear();
    for (char const c : text) {
        if (is_special(c)) {
            fmt::format_to(std::back_inserter(storage), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
            storage += c;
        }
    }
    return storage;
}

template <class Clock>
class fmt_compiled {
public:
    std::string_view operator()(request const& r) {
        transaction_times<Clock> const t;
        out_.clear();
        head(t, r);
        logs(t, r);
        timers(t);
        return {out_.data(), out_.size()};
    }

private:
    using times = transaction_times<Clock>;

    static std::int64_t seconds(std::chrono::nanoseconds ns) { return ns.count() / 1'000'000'000; }
    static std::int64_t micros(std::chrono::nanoseconds ns) { return ns.count() / 1000 % 1'000'000; }

    template <class Format, class... Values>
    void print(Format const& format, Values const&... values) {
        fmt::format_to(fmt::appender(out_), format, values...);
    }

    void head(times const& t, request const& r) {
        auto const end = t.since_start(t.end);
        print(FMT_COMPILE("{{\"start\":{}.{:06},\"end\":{}.{:06},\"data\":{{\"method\":\"{}\",\"path\":\"{}\","
                          "\"status\":{},\"bytes\":{},\"user\":\"{}\",\"cached\":{}}},\"logs\":["),
              seconds(t.wall), micros(t.wall), seconds(end), micros(end), escaped(r.method, storage_[0]),
              escaped(r.path, storage_[1]), r.status, r.bytes, escaped(r.user, storage_[2]), r.cached);
    }

    void logs(times const& t, request const& r) {
        auto const a = t.since_start(t.accepted);
        auto const b = t.since_start(t.session_found);
        auto const c = t.since_start(t.exhausted);
        print(FMT_COMPILE("[{}.{:06},30,\"request accepted from the load balancer\"],"
                          "[{}.{:06},40,\"session found in the local cache\"],"
                          "[{}.{:06},20,\"connection pool exhausted, waiting for a slot\","
                          "{{\"attempt\":{},\"waited_ms\":{}}}],"),
              seconds(a), micros(a), seconds(b), micros(b), seconds(c), micros(c), r.attempt, r.waited_ms);
        auto const d = t.since_start(t.loaded);
        auto const e = t.since_start(t.reset);
        auto const f = t.since_start(t.written);
        print(FMT_COMPILE("[{}.{:06},30,\"order loaded with all of its positions\"],"
                          "[{}.{:06},10,\"peer reset the connection, trying the replica\","
                          "{{\"attempt\":{},\"waited_ms\":{}}}],"
                          "[{}.{:06},30,\"response written to the client\"]],\"timers\":["),
              seconds(d), micros(d), seconds(e), micros(e), r.attempt, r.waited_ms, seconds(f), micros(f));
    }

    void timers(times const& t) {
        auto const timer = [&](auto const& format, std::int64_t start, std::int64_t end) {
            auto const a = t.since_start(start);
            auto const b = t.since_start(end);
            print(format, seconds(a), micros(a), seconds(b), micros(b));
        };
        timer(FMT_COMPILE("[\"authenticate\",{}.{:06},{}.{:06}],"), t.authenticate, t.authenticated);
        timer(FMT_COMPILE("[\"db.query\",{}.{:06},{}.{:06}],"), t.query, t.queried);
        timer(FMT_COMPILE("[\"render\",{}.{:06},{}.{:06}],"), t.render, t.rendered);
        timer(FMT_COMPILE("[\"send\",{}.{:06},{}.{:06}]]}}\n"), t.send, t.sent);
    }

    fmt::memory_buffer out_;
    std::string storage_[3];
};

bool const programs = add_program<fmt_compiled, logdefer::system_clock>("T1/fmt");

}  // namespace
}  // namespace bench
