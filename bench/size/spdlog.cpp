// SPDX-License-Identifier: BSL-1.0

// Some of the lines of T1.

#include "../support/request.hpp"

#include <spdlog/spdlog.h>

int main(int argc, char**) {
    bench::request r;
    r.status = argc;
    spdlog::info("data method={}", r.method);
    spdlog::info("data status={}", r.status);
    spdlog::info("data cached={}", r.cached);
    spdlog::warn("pool exhausted attempt={} waited_ms={}", r.attempt, r.waited_ms);
    return r.status == 0 ? 1 : 0;
}
