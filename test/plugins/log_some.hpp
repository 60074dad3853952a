// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What the host and the libraries log, each with the version of logdefer it is compiled with.

#include <logdefer/logdefer.hpp>

#include <cstddef>
#include <string_view>

namespace {  // else the host's function could serve the libraries

/// Writes a record of so many lines to `take`, the last of them by a fork.
void log_some(int lines, void (*take)(char const*, std::size_t)) {
    auto const sink = [take](std::string_view text) { take(text.data(), text.size()); };
    logdefer::log_defer log{sink};
    log.data("lines", lines);
    auto fork = log.fork();
    {
        auto const timer = log.timer("all lines");
        for (int i = 0; i < lines; ++i) log.info("a line", {{"i", i}});
    }
    (void)log.finish();
    fork.info("the last");
}

}  // namespace
