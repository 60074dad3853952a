// SPDX-License-Identifier: BSL-1.0
#include "log_settings.hpp"

#include <logdefer/settings/rules.hpp>

#include <chrono>
#include <string>

#include <unistd.h>

namespace orders {
namespace {

using namespace std::chrono_literals;

constexpr int info = 30;

std::string host_name() {
    char name[256] = {};  // all zero, since a name that is cut may have no end
    ::gethostname(name, sizeof name - 1);
    return name;
}

}  // namespace

logdefer::settings make_log_settings(log_detail detail, logdefer::error_hook on_error) {
    if (detail == log_detail::always) return {.on_error = on_error};
    if (detail == log_detail::never) return {.verbosity = info, .on_error = on_error};
    return {
        .verbosity = info,
        .escalate = logdefer::failed || logdefer::slower_than(50ms),
        .max_bytes = 262'144,       // what stores accept
        .redact = {"**.password"},  // also where code to come logs a whole object
        .members = {{"service", "orders"}, {"host", host_name()}, {"pid", ::getpid()}},
        .id = true,
        .on_error = on_error,
    };
}

}  // namespace orders
