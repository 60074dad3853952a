// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Checks that run before anything is measured, so that no program is faster by omitting work.

#include <functional>
#include <string>
#include <string_view>

namespace bench {

/// Adds a check, which throws if it fails. Returns true, for the initialiser of a static object.
bool add_check(std::string name, std::function<void()> check);

/// Runs all checks, reports on standard error which failed, and returns how many did.
int run_checks();

/// Throws with `message` unless `ok`.
void require(bool ok, std::string_view message);

/// Returns the line of the standard transaction on the stepping clock.
std::string_view expected_line() noexcept;

/// Throws unless `line` is a record whose fields equal those of the expected one; numbers are compared by value.
void require_record(std::string_view line);

}  // namespace bench
