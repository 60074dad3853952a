// SPDX-License-Identifier: BSL-1.0
// Compiled by compare.py with -O2: with THRESHOLD below the level of the calls, each function must have the machine
// code of its empty twin; with THRESHOLD above it, it must not.
#include <logdefer/basic_log_defer.hpp>

#include <cstdint>
#include <string>
#include <string_view>

struct levels : logdefer::default_levels {
    static constexpr int threshold = THRESHOLD;
};
using log_type = logdefer::basic_log_defer<logdefer::system_clock, logdefer::json_serializer, levels>;

struct request {
    std::string path;
    char method[8];
    int status;
    double seconds;
    bool cached;
};

std::string dump(request const& r);

extern "C" {

void literal(log_type& log) { log.debug("cache miss"); }
void empty_literal(log_type&) {}

void scalars(log_type& log, int i, double d, bool b, std::uint64_t u) { log.debug("scalars", i, d, b, u, 5, 2.5); }
void empty_scalars(log_type&, int, double, bool, std::uint64_t) {}

void pointer(log_type& log, char const* message) { log.debug(message); }
void empty_pointer(log_type&, char const*) {}

void references(log_type& log, request const& r, std::string const& message, std::string_view item) {
    log.debug(message, r.path, r.method, r.status, item);
}
void empty_references(log_type&, request const&, std::string const&, std::string_view) {}

void braced_fields(log_type& log, request const& r, int shard) {
    log.debug("cache miss", {{"path", r.path}, {"shard", shard}, {"hit", false}, {"seconds", r.seconds}, {"n", 7}});
}
void empty_braced_fields(log_type&, request const&, int) {}

void fields_and_items(log_type& log, request const& r, int shard) {
    log.debug("cache miss", {{"path", r.path}, {"method", r.method}}, shard, "again");
}
void empty_fields_and_items(log_type&, request const&, int) {}

void nested_braces(log_type& log, request const& r) {
    log.debug("request", {{"http", {{"status", r.status}, {"more", {{"cached", r.cached}}}}}, {"path", r.path}});
}
void empty_nested_braces(log_type&, request const&) {}

void callable(log_type& log, request const& r) {
    log.debug([&] { return dump(r); });
}
void empty_callable(log_type&, request const&) {}

void callable_with_fields(log_type& log, request const& r, int shard) {
    log.debug([&] { return dump(r); }, {{"shard", shard}});
}
void empty_callable_with_fields(log_type&, request const&, int) {}

void many_calls(log_type& log, request const& r) {
    log.debug("first", {{"status", r.status}});
    log.debug("second", r.path);
    log.debug([&] { return dump(r); });
}
void empty_many_calls(log_type&, request const&) {}

}  // extern "C"
