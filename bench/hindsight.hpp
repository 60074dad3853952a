// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Measures what settings cost that decide about a record at its end.

#include "support/programs.hpp"
#include "support/request.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/levels/level.hpp>
#include <logdefer/settings/rules.hpp>
#include <logdefer/settings/settings.hpp>

#include <cstddef>
#include <string_view>

namespace bench {

/// The default levels with errors that the rule `failed` does not see.
struct calm_levels : logdefer::default_levels {
    template <class Log>
    struct members {
        LOGDEFER_LEVEL(error, 20)
        LOGDEFER_LEVEL(warn, 20)
        LOGDEFER_LEVEL(info, 30)
        LOGDEFER_LEVEL(debug, 40)
    };
};

using calm_log = logdefer::basic_log_defer<logdefer::system_clock, logdefer::json_serializer, calm_levels>;

/// The standard transaction of a program whose logs follow settings.
template <logdefer::settings (*Make)()>
class standard_with_settings {
public:
    /// Not inlined into what callgrind counts: that would have a part for unlikely branches, which it does not find.
    [[gnu::noinline]] std::string_view operator()(request const& r) {
        sink_.line = {};
        {
            calm_log log{sink_, settings_};
            record_standard(log, r);
        }
        return sink_.line;
    }

private:
    keeping_sink sink_;
    logdefer::settings const settings_ = Make();
};

inline logdefer::settings nothing_decided() { return {}; }
inline logdefer::settings failed_kept() { return {.keep = logdefer::failed}; }
inline logdefer::settings some_kept() { return {.keep = logdefer::failed || logdefer::sample(0.01)}; }
inline logdefer::settings bytes_limited() { return {.max_bytes = std::size_t{256} << 10U}; }
inline logdefer::settings three_redacted() { return {.redact = {"data.user", "data.path", "logs.attempt"}}; }

/// A transaction with 50 lines that are shown only where it failed.
template <logdefer::outcome Outcome>
class escalated_lines {
public:
    std::string_view operator()(request const& r) {
        {
            calm_log log{sink_, settings_};
            for (int i = 0; i < 50; ++i) log.debug("session found in the local cache", r.attempt);
            log.outcome(Outcome);
        }
        return sink_.line;
    }

private:
    keeping_sink sink_;
    logdefer::settings const settings_{.verbosity = 30, .escalate = logdefer::failed};
};

struct line_with_number {
    static void record(calm_log& log, request const& r) noexcept {
        log.info("order loaded with all of its positions", {{"bytes", r.bytes}});
    }
};

struct line_with_probe {
    static void record(calm_log& log, request const& r) noexcept {
        log.info("order loaded with all of its positions", {{"bytes", log.if_kept([&r] { return r.bytes; })}});
    }
};

}  // namespace bench
