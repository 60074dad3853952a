// SPDX-License-Identifier: BSL-1.0
/// A shared library with hidden visibility, which has its own copy of whatever identifies the type of a log.
#include "current_log.hpp"

namespace {

struct own_clock : logdefer::system_clock {};

}  // namespace

void note_in_library() { logdefer::current<hosts_log>().info("library"); }

bool library_finds_a_log_of_its_own() {
    return logdefer::find_current<logdefer::basic_log_defer<own_clock>>() != nullptr;
}
