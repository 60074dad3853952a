// SPDX-License-Identifier: BSL-1.0

// One transaction, as in T1.

#include "../support/programs.hpp"

#include <logdefer/basic_log_defer.hpp>

#include <cstdio>

int main(int argc, char**) {
    bench::request r;
    r.status = argc;
    auto sink = [](std::string_view line) { std::fwrite(line.data(), 1, line.size(), stdout); };
    logdefer::basic_log_defer<> log{sink};
    bench::record_standard(log, r);
    return r.status == 0 ? 1 : 0;
}
