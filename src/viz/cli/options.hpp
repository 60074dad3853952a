// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The options of the command line.

#include "cli/purpose.hpp"
#include "formats/data_format.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viz {

/// The values that records can be sorted by.
enum class sort_key { start, duration };

/// What the rows of `--stats` are sorted by, the greatest first.
enum class row_order { count, errors, p50, p90, p99, max };

/// Whether and how a growing file is followed.
enum class following { no, by_descriptor, by_name };

struct options {
    std::vector<std::string> files;  ///< `-` is standard input
    purpose what = purpose::show;
    following follow = following::no;
    bool strict = false;

    int verbosity = 30;
    std::optional<bool> error;
    std::optional<bool> warn;
    std::optional<bool> info;
    std::optional<bool> debug;
    bool logs = true;
    bool timers = true;
    bool date = true;
    bool data = false;
    bool data_note = true;  ///< add a line that says that data is not shown
    bool since_now = false;
    double now = 0;  ///< when the command line was read, in seconds since the epoch; all threads use this value
    bool preserve_newlines = false;
    std::optional<bool> colour;
    std::optional<int> timer_columns;
    std::optional<bool> pager;
    std::optional<std::string> time_zone;
    json::data_format format = json::data_format::json_pretty;

    std::optional<std::string> map;
    std::optional<std::string> reduce;
    std::vector<std::string> count;
    std::optional<sort_key> sort;
    row_order order = row_order::count;
    std::optional<std::string> by;
    std::vector<std::string> fold;  ///< rules that join values of `by`
    std::optional<int> top;         ///< number of records, or with `by` of its values
    std::optional<std::string> html;
    std::optional<std::string> columns;

    std::optional<std::string> grep;
    std::optional<std::string> level;
    std::optional<std::string> slower_than;
    std::optional<std::string> where;
    std::optional<std::string> since;
    std::optional<std::string> until;
    std::optional<std::string> at;
    std::optional<std::string> last;
    std::optional<double> last_begin;  ///< where `last` begins, once the log was read
    std::optional<std::string> has_timer;
    std::optional<std::string> grep_text;
};

/// Returns the names of the inputs for users to read.
[[nodiscard]] std::string names_of_inputs(options const& o);

}  // namespace viz
