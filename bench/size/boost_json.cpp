// SPDX-License-Identifier: BSL-1.0

// A document like that of T1.

#include "../support/request.hpp"

#include <boost/json.hpp>

#include <cstdio>

int main(int argc, char**) {
    bench::request r;
    r.status = argc;
    boost::json::value const record{
        {"data", {{"method", r.method}, {"path", r.path}, {"status", r.status}, {"cached", r.cached}}},
        {"logs", {{0.5, 30, "pool exhausted", {{"attempt", r.attempt}, {"waited_ms", r.waited_ms}}}}},
        {"timers", {{"db.query", 0.5, 0.75}}}};
    auto const line = boost::json::serialize(record);
    std::fwrite(line.data(), 1, line.size(), stdout);
    return r.status == 0 ? 1 : 0;
}
