// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Code that the rows of `docs/coming-from.md` share.

#include <logdefer/logdefer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <string_view>

using namespace std::chrono_literals;

/// A log whose clock moves only when it is set.
using test_log = logdefer::basic_log_defer<logdefer::manual_clock>;

/// Prints a row's name and its record without `start` and `end`.
inline void print_row(std::string_view name, std::string_view record) {
    auto const end = record.find("\"end\":");
    auto const rest = end == std::string_view::npos ? end : record.find_first_of(",}", end);
    if (rest == std::string_view::npos) {
        std::cout << "== " << name << '\n' << record << '\n';
    } else {
        std::cout << "== " << name << "\n{" << record.substr(record[rest] == ',' ? rest + 1 : rest);
    }
}

/// Runs one row: `body(log, work)`, where `work(30ms)` lets time pass.
template <class Body>
void row(std::string_view name, Body body) {
    logdefer::manual_clock clock;
    std::string record;
    test_log log{[&](std::string_view line) { record = line; }, clock};
    body(log, [&](std::chrono::nanoseconds step) { clock.advance(step); });
    (void)log.finish();
    print_row(name, record);
}
