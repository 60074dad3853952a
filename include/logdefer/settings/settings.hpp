// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What is decided about logs at run time.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error_hook.hpp>
#include <logdefer/settings/adjustable_level.hpp>
#include <logdefer/settings/redaction.hpp>
#include <logdefer/settings/rule.hpp>
#include <logdefer/settings/static_members.hpp>

#include <chrono>
#include <cstddef>
#include <limits>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

inline constexpr std::chrono::nanoseconds usual_probe_time = std::chrono::milliseconds{100};

}  // namespace detail

/// The settings of logs. Usually made once and shared by all logs of a service:
///
///     logdefer::settings const settings{
///         .verbosity = 30,
///         .escalate = logdefer::failed || logdefer::slower_than(300ms),
///         .keep = logdefer::failed || logdefer::sample(0.01),
///     };
///     logdefer::log_defer log{sink, settings};
///
/// @par Lifetime       a log refers to settings with a name, which must outlive it and its forks, and takes over a
///                     temporary: `log_defer log{sink, {.verbosity = 30}}`
/// @par Thread safety  many logs on any threads may use the same settings; `verbosity` and `record_verbosity` may be
///                     assigned to meanwhile, everything else must not change
struct settings {
    /// Lines at a greater level are not shown. Read when a log starts.
    adjustable_level verbosity = std::numeric_limits<int>::max();
    /// The records that show all recorded lines, those at a greater level than `verbosity`, too. Asked when the record
    /// is finished.
    rule escalate = {};
    /// With `escalate`: lines at a greater level are not recorded. Read when a log starts.
    adjustable_level record_verbosity = std::numeric_limits<int>::max();
    /// The records that are given to the sink; an empty rule keeps all. A record that is not kept is not rendered.
    /// A record kept by chance has the extra member `sample_rate`.
    rule keep = {};
    /// The time that the probes of a record may take together, by the clock of the log. It is looked at between two
    /// probes; those that come too late have the value `null` and are counted in `dropped`.
    std::chrono::nanoseconds probe_time = detail::usual_probe_time;
    /// The greatest size of a record in bytes, as it is rendered. Of a larger one, arrays and objects that are too
    /// large by themselves are replaced by their size, and the longest texts are cut; then lines are left out, those at
    /// the greatest level and of them the latest first; then the latest timers, and last the latest data. Stores
    /// commonly accept up to 256 KiB.
    std::size_t max_bytes = std::numeric_limits<std::size_t>::max();
    /// The greatest number of lines, timers and members of `data` of a record together. Of more, lines are left out in
    /// the order of `max_bytes`; then the latest timers, and last the latest data.
    std::size_t max_entries = std::numeric_limits<std::size_t>::max();
    /// Values that are replaced when the record is finished.
    redactions redact = {};
    /// Members of every record.
    static_members members = {};
    /// Whether each record has the extra member `id`, 32 hexadecimal digits that no other record has.
    bool id = false;
    /// Called with errors that cannot be part of the record: the sink failed, a timer was stopped too late. An empty
    /// hook stands for the default hook, which prints to standard error unless `error_hook::set_default` was called.
    error_hook on_error = {};
    /// Bytes that the log allocates for its entries when it starts, at least 1024. The memory grows on demand; reused
    /// memory may be larger. A small value suits many open logs that record little, a large one a log that must not
    /// allocate while it records.
    std::size_t first_capacity = 2048;
};

}  // namespace logdefer::inline LOGDEFER_ABI
