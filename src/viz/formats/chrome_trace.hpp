// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Prints the Trace Event Format, which trace viewers read, such as Perfetto.

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace viz {

/// What all events have.
struct trace_event {
    char phase;
    std::string_view category;
    std::string_view name;  ///< a JSON value
    std::size_t track;
    std::chrono::nanoseconds at;
};

/// Appends the beginning of a document, up to the name of its process. With `terminal`, U+007F is escaped.
void open_trace(std::string& out, std::string_view process, bool terminal);

/// Appends an event without its end, `}`, so that members can follow.
void open_event(std::string& out, trace_event const& e, bool terminal);

/// Appends the name of a track.
void append_track(std::string& out, std::size_t track, std::string_view name);

/// Appends the end of the document.
void close_trace(std::string& out);

}  // namespace viz
