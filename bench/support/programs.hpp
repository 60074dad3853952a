// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The standard transaction as users of the library write it.

#include "request.hpp"

#include <logdefer/basic_log_defer.hpp>

#include <string_view>

namespace bench {

/// A sink that ignores the line.
struct keeping_sink {
    std::string_view line;
    void operator()(std::string_view text) noexcept { line = text; }
};

template <class Log>
void record_standard(Log& log, request const& r) {
    log.data("method", r.method);
    log.data("path", r.path);
    log.info("request accepted from the load balancer");
    {
        auto const timer = log.timer("authenticate");
        log.debug("session found in the local cache");
    }
    {
        auto const timer = log.timer("db.query");
        log.warn("connection pool exhausted, waiting for a slot", {{"attempt", r.attempt}, {"waited_ms", r.waited_ms}});
        log.info("order loaded with all of its positions");
    }
    {
        auto const timer = log.timer("render");
        log.error("peer reset the connection, trying the replica",
                  {{"attempt", r.attempt}, {"waited_ms", r.waited_ms}});
    }
    {
        auto const timer = log.timer("send");
        log.info("response written to the client");
    }
    log.data("status", r.status);
    log.data("bytes", r.bytes);
    log.data("user", r.user);
    log.data("cached", r.cached);
}

template <class Log>
void record_shipment(Log& log, shipment const& s) {
    log.data("customer", s.customer);
    log.data("address", s.address);
    log.data("parcels", s.parcels);
    log.info("labels printed", {{"note", s.note}, {"weight", s.weight}});
    {
        auto const timer = log.timer("carrier \u2192 pickup");
        log.info("booked", s.tracking, s.deadline);
        log.debug(s.note);
    }
    log["deadline"] = s.deadline;
}

template <class Clock>
class with_library {
public:
    with_library() noexcept {
        logdefer::trim_memory();
    }  // a pool may already hold as much memory from other benchmarks as it keeps

    std::string_view operator()(request const& r) noexcept {
        {
            logdefer::basic_log_defer<Clock> log{sink_};
            record_standard(log, r);
        }
        return sink_.line;
    }

private:
    keeping_sink sink_;
};

}  // namespace bench
