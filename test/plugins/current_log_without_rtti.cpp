// SPDX-License-Identifier: BSL-1.0
/// Compiled with -fno-rtti, unlike the program it is linked into.
#include "current_log.hpp"

void note_without_rtti() { logdefer::current<hosts_log>().info("without RTTI"); }
