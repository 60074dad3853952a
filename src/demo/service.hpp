// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The objects that all requests share.

#include "order_database.hpp"
#include "traffic.hpp"

#include <logdefer/settings/settings.hpp>
#include <logdefer/sinks/async_sink.hpp>

namespace orders {

struct service {
    order_database& database;
    logdefer::async_sink& records;
    logdefer::settings& logs;
    traffic& counts;
};

}  // namespace orders
