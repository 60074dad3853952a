// SPDX-License-Identifier: BSL-1.0
/// Compiled with -fno-exceptions and linked before `with_exceptions.cpp`: of inline functions with one name, the linker
/// would keep those of this file for both.
#include <logdefer/logdefer.hpp>

#include <cstdio>
#include <string_view>

/// How many errors a throwing sink causes, in the other file.
int errors_of_a_throwing_sink();

int main() {
    int records = 0;
    auto const count = [&](std::string_view) { ++records; };
    {
        logdefer::log_defer log{count};
        log.info([] { return "lazy"; });
    }
    int const errors = errors_of_a_throwing_sink();
    std::printf("%d record, %d error\n", records, errors);
    return records == 1 && errors == 1 ? 0 : 1;
}
