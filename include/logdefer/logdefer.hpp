// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The whole library for most programs.
///
///     logdefer::file_sink sink{"requests.log"};
///     logdefer::log_defer log{sink};
///     log.info("cache miss", {{"key", key}, {"shard", 7}});

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/boost_json.hpp>
#include <logdefer/clock.hpp>
#include <logdefer/described.hpp>
#include <logdefer/detail/config.hpp>
#include <logdefer/json_serializer.hpp>
#include <logdefer/level.hpp>
#include <logdefer/object.hpp>
#include <logdefer/sinks/descriptor_sink.hpp>
#include <logdefer/sinks/file_sink.hpp>
#include <logdefer/version.hpp>

namespace logdefer::inline LOGDEFER_ABI {

/// The log with the usual policies: the system's clocks, JSON, four levels.
using log_defer = basic_log_defer<>;

}  // namespace logdefer::inline LOGDEFER_ABI
