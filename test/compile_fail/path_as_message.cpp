// expect: logdefer: a path is not a message\. Write path\.string\(\)
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <filesystem>

void record(logdefer::basic_log_defer<>& log, std::filesystem::path const& path) {
#ifdef SHOULD_FAIL
    log.info(path);
#else
    log.info(path.string());
    log.info("written", path);
#endif
}
