// expect: constant settings cannot be taken over: name them
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/logdefer.hpp>

#include <iostream>
#include <utility>

void serve() {
    logdefer::settings const settings{.verbosity = 30};
#ifdef SHOULD_FAIL
    logdefer::log_defer const log{std::cout, std::move(settings)};
#else
    logdefer::log_defer const log{std::cout, settings};
#endif
}
