// SPDX-License-Identifier: BSL-1.0
#include "formats/chrome_trace.hpp"

#include "formats/json.hpp"
#include "json/cursor.hpp"
#include "json/strings.hpp"
#include "record/time.hpp"

namespace viz {

namespace {

/// Names must be strings, whatever the record contains.
void append_name(std::string& out, std::string_view value, bool terminal) {
    if (json::is_string(value)) return json::append_compact(out, value, {.del = terminal});
    std::string text;
    if (!value.empty()) json::append_compact(text, value, {});
    json::append_quoted(out, text, {.del = terminal});
}

}  // namespace

void open_trace(std::string& out, std::string_view process, bool terminal) {
    out += R"({"displayTimeUnit":"ms","traceEvents":[)"
           "\n"
           R"({"ph":"M","name":"process_name","pid":1,"args":{"name":)";
    json::append_quoted(out, process, {.del = terminal});
    out += "}}";
}

void open_event(std::string& out, trace_event const& e, bool terminal) {
    out += ",\n{\"ph\":\"";
    out += e.phase;
    out += R"(","cat":")";
    out += e.category;
    out += R"(","name":)";
    append_name(out, e.name, terminal);
    out += R"(,"pid":1,"tid":)" + std::to_string(e.track) + ",\"ts\":";
    json::append_microseconds(out, e.at);
}

void append_track(std::string& out, std::size_t track, std::string_view name) {
    out +=
        ",\n{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":" + std::to_string(track) + R"(,"args":{"name":")";
    out += name;
    out += "\"}}";
}

void close_trace(std::string& out) { out += "\n]}\n"; }

}  // namespace viz
