// SPDX-License-Identifier: BSL-1.0
/// A shared library that logs, built against one version of logdefer.
#include <logdefer/logdefer.hpp>

#include <cstddef>
#include <string_view>

extern "C" {

/// Writes a record of so many lines to `take`, the last of them by a fork.
[[gnu::visibility("default")]] void log_some(int lines, void (*take)(char const*, std::size_t)) {
    auto const sink = [take](std::string_view text) { take(text.data(), text.size()); };
    logdefer::log_defer log{sink};
    log.data("lines", lines);
    auto fork = log.fork();
    {
        auto const timer = log.timer("plugin");
        for (int i = 0; i < lines; ++i) log.info("a line of the plugin", {{"i", i}});
    }
    (void)log.finish();
    fork.info("the last");
}

/// Frees what this thread keeps of the library's memory.
[[gnu::visibility("default")]] void forget() { logdefer::trim_memory(); }
}
