// SPDX-License-Identifier: BSL-1.0

// Ten or twenty calls of `info`: the difference tells what each further call adds to a program.

#include <logdefer/basic_log_defer.hpp>

#include <cstdio>
#include <string_view>

#if FIELDS
#define CALL(n) log.info("call number " n, {{"user", user}, {"id", id}});
#else
#define CALL(n) log.info("call number " n);
#endif
#define TEN_CALLS(n) \
    CALL(n "0")      \
    CALL(n "1") CALL(n "2") CALL(n "3") CALL(n "4") CALL(n "5") CALL(n "6") CALL(n "7") CALL(n "8") CALL(n "9")

namespace {

[[gnu::noinline]] void record(logdefer::basic_log_defer<>& log, [[maybe_unused]] std::string_view user,
                              [[maybe_unused]] int id) noexcept {
    TEN_CALLS("1")
#if CALLS == 20
    TEN_CALLS("2")
#endif
}

}  // namespace

int main(int argc, char** argv) {
    auto sink = [](std::string_view line) { std::fwrite(line.data(), 1, line.size(), stdout); };
    logdefer::basic_log_defer<> log{sink};
    record(log, argv[0], argc);
}
