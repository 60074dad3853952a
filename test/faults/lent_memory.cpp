// SPDX-License-Identifier: BSL-1.0
/// A log that is too large to be reused ends without memory: the memory lent for its text is returned before it is
/// freed, which the address sanitizer checks. Linked with --wrap=realloc, which sanitizers allow.
#include <logdefer/logdefer.hpp>

#include <cstddef>
#include <cstdio>
#include <string_view>

extern "C" {
void* __real_realloc(void* memory, std::size_t size);  // NOLINT(bugprone-reserved-identifier): the linker's name
void* __wrap_realloc(void* memory, std::size_t size);  // NOLINT(bugprone-reserved-identifier): the linker's name
}

namespace {
bool memory_is_out = false;
}  // namespace

void* __wrap_realloc(void* memory, std::size_t size) { return memory_is_out ? nullptr : __real_realloc(memory, size); }

int main() {
    std::size_t written = 0;
    auto const sink = [&](std::string_view text) { written += text.size(); };
    for (int i = 0; i < 2; ++i) {
        memory_is_out = false;
        logdefer::log_defer log{sink, {.first_capacity = std::size_t{40} << 20U}};
        log.info("recorded");
        memory_is_out = true;
        if (log.finish()) return 1;
    }
    std::printf("%zu bytes\n", written);
    return written > 0 ? 0 : 1;
}
