// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What the files of the test `current_log` have in common.

#include <logdefer/clocks/clock.hpp>
#include <logdefer/coroutine.hpp>

using hosts_log = logdefer::basic_log_defer<logdefer::system_clock>;

/// Records a line in the current log of this thread, in a shared library with hidden visibility.
[[gnu::visibility("default")]] void note_in_library();

/// Returns whether the library finds a current log of a type that belongs to it alone. The host has a type of this
/// name.
[[gnu::visibility("default")]] bool library_finds_a_log_of_its_own();

/// Records a line in the current log of this thread, in a file that is compiled without RTTI.
void note_without_rtti();
