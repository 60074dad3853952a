// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The header that most programs include.
///
///     logdefer::file_sink sink{"requests.log"};
///     logdefer::log_defer log{sink};
///     log.info("cache miss", {{"key", key}, {"shard", 7}});

#include <logdefer/base/config.hpp>
#include <logdefer/base/version.hpp>
#include <logdefer/basic_log_defer.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/clocks/tsc_clock.hpp>
#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/levels/level.hpp>
#include <logdefer/settings/rules.hpp>
#include <logdefer/settings/settings.hpp>
#include <logdefer/sinks/descriptor_sink.hpp>
#include <logdefer/sinks/file_sink.hpp>
#include <logdefer/values/boost_json.hpp>
#include <logdefer/values/described.hpp>
#include <logdefer/values/object.hpp>
#include <logdefer/values/secret.hpp>

namespace logdefer::inline LOGDEFER_ABI {

/// The log with the usual policies: the system's clocks, JSON, four levels.
using log_defer = basic_log_defer<>;

}  // namespace logdefer::inline LOGDEFER_ABI
