// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The transaction that each project logs. The library is included, or imported, by the file that includes this one.

#include <boost/json/object.hpp>

#include <chrono>
#include <utility>

template <class Sink>
void log_transaction(Sink&& sink) {
    logdefer::manual_clock const clock;
    logdefer::basic_log_defer<logdefer::manual_clock> log{std::forward<Sink>(sink), clock};
    log.data("user", boost::json::object{{"name", "jane"}});  // Boost.JSON's library is linked for this
    auto query = log.timer("db");
    clock.advance(std::chrono::milliseconds{2});
    log.info("cache miss", {{"key", "user:42"}, {"shard", 7}});
    query.stop();
    log["status"] = 200;
}
