// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What the command line asks for.

#include "json/print.hpp"
#include "purpose.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace viz {

/// What records are sorted by.
enum class sort_key { start, duration };

/// How input is read that still grows.
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
    bool data_note = true;  ///< a line says that there is data which is not shown
    bool since_now = false;
    double now = 0;  ///< when the command line was read, in seconds since the epoch: the same for all threads
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
    std::optional<std::string> by;
    std::optional<int> top;  ///< records, or with `by` its values
    std::optional<std::string> html;
    std::string columns = "start,end";

    std::optional<std::string> grep;
    std::optional<std::string> level;
    std::optional<std::string> slower_than;
    std::optional<std::string> where;
    std::optional<std::string> since;
    std::optional<std::string> until;
    std::optional<std::string> has_timer;
    std::optional<std::string> grep_text;
};

/// What the inputs are called where people read it.
[[nodiscard]] std::string names_of_inputs(options const& o);

/// A command line that cannot be obeyed.
class usage_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads a command line, without the program's name. Throws `usage_error`. Empty where help was asked for and written
/// to `help`.
[[nodiscard]] std::optional<options> parse_command_line(std::vector<std::string> const& arguments, std::string& help);

}  // namespace viz
