// SPDX-License-Identifier: BSL-1.0

// Traces the calls that record `log.info("x", {{"k", 1}})`, and those that finish the log: prints the depth and the
// address of each function. Compiled by path_of_a_line.py with -finstrument-functions.

#include <logdefer/basic_log_defer.hpp>

#include <cstdio>
#include <string_view>

namespace {

int depth = 0;
bool traced = false;

void sink(std::string_view) {}

}  // namespace

extern "C" {

[[gnu::no_instrument_function]] void __cyg_profile_func_enter(void* function, void*) {
    if (traced) std::printf("%d %p\n", depth, function);
    ++depth;
}

[[gnu::no_instrument_function]] void __cyg_profile_func_exit(void*, void*) { --depth; }
}

int main() {
    logdefer::basic_log_defer<> log{sink};
    std::puts("recording");
    traced = true;
    log.info("x", {{"k", 1}});
    traced = false;
    std::puts("finishing");
    traced = true;
    (void)log.finish();
    traced = false;
}
