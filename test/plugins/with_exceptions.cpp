// SPDX-License-Identifier: BSL-1.0
/// Compiled with exceptions, unlike the program it is linked into.
#include <logdefer/logdefer.hpp>

#include <stdexcept>
#include <string_view>
#include <system_error>

int errors_of_a_throwing_sink();

int errors_of_a_throwing_sink() {
    int errors = 0;
    auto const hook = [&](std::error_code, std::string_view) { ++errors; };
    auto const sink = [](std::string_view) { throw std::runtime_error{"no sink"}; };
    logdefer::log_defer log{sink, {.on_error = hook}};
    log.info([] { return "lazy"; });
    (void)log.finish();
    return errors;
}
