// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A sink that gives records to a sink of spdlog: files that rotate by size or day, syslog, systemd, and others.
///
/// Not part of `logdefer.hpp`: a program that includes this header needs spdlog.

#include <logdefer/base/config.hpp>

#include <memory>
#include <string_view>
#include <utility>

#include <spdlog/common.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/sink.h>

namespace logdefer::inline LOGDEFER_ABI {

/// Gives each record to a sink of spdlog as one message without a logger's name, and flushes it.
///
/// All records have the same level, which determines the priority in syslog and systemd; the levels of a record's lines
/// are part of its text.
///
/// @par Errors         exceptions of spdlog become `error::sink_failed`
/// @par Thread safety  that of spdlog's sink: those named `..._mt` may be used by any number of threads
/// @par Lifetime       shares ownership of spdlog's sink
/// @par Processes      in the child of a fork(2), the lock of a `..._mt` sink may be held by a thread that does not
///                     exist there, and a record waits for it forever; behind `async_sink` or `batch_sink` a `..._st`
///                     suffices
class spdlog_sink {
public:
    /// Sets the pattern of spdlog's sink to `%v`, so that each line contains the record and nothing else.
    explicit spdlog_sink(std::shared_ptr<spdlog::sinks::sink> target,
                         spdlog::level::level_enum level = spdlog::level::info)
        : target_(std::move(target)), level_(level) {
        target_->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
    }

    void operator()(std::string_view record) {
        if (record.ends_with('\n')) record.remove_suffix(1);  // spdlog ends lines itself
        target_->log({{}, level_, {record.data(), record.size()}});
        target_->flush();
    }

private:
    std::shared_ptr<spdlog::sinks::sink> target_;
    spdlog::level::level_enum level_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
