// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The command line of the service.

#include "log_settings.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace orders {

struct settings {
    std::uint16_t port = 8080;
    std::string database = "orders.db";
    std::string log = "requests.log";
    int threads = 2;           // threads that serve connections
    int database_threads = 2;  // threads that run queries
    int seed = 20'000;         // orders that are added to a new database
    log_detail detail = log_detail::in_hindsight;
    bool help = false;
};

extern char const* const usage;

/// Throws `std::invalid_argument`, which names the argument.
[[nodiscard]] settings parse_command_line(std::span<char const* const> arguments);

}  // namespace orders
