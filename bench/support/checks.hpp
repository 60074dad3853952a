// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Checks that run before anything is timed, so that nobody wins by leaving work out.

#include <functional>
#include <string>
#include <string_view>

namespace bench {

/// Adds a check that throws when it fails. Returns true, for the initialiser of a static object.
bool add_check(std::string name, std::function<void()> check);

/// Runs all checks, tells standard error which failed, and returns how many did.
int run_checks();

/// Throws with `message` unless `ok`.
void require(bool ok, std::string_view message);

/// The standard transaction's line on the stepping clock.
std::string_view expected_line() noexcept;

/// Throws unless `line` is a record that equals the expected one, field by field; numbers by value.
void require_record(std::string_view line);

}  // namespace bench
