// SPDX-License-Identifier: BSL-1.0
/// Looks for the current log in a shared library with hidden visibility, and in a file without RTTI.
#include "current_log.hpp"

#include <cstdio>
#include <string>
#include <string_view>

namespace {

struct own_clock : logdefer::system_clock {};

template <class Log, class F>
std::string record_of(F&& f) {
    std::string record;
    Log log{[&](std::string_view text) { record = text; }};
    logdefer::log_context context{log};
    context.run(f);
    (void)log.finish();
    return record;
}

bool expect(char const* what, bool ok) {
    std::printf("%s: %s\n", what, ok ? "yes" : "NO");
    return ok;
}

}  // namespace

int main() {
    auto const in_library = record_of<hosts_log>(note_in_library);
    auto const without_rtti = record_of<hosts_log>(note_without_rtti);
    bool mistaken = false;
    (void)record_of<logdefer::basic_log_defer<own_clock>>([&] { mistaken = library_finds_a_log_of_its_own(); });
    bool ok = expect("a library finds the log", in_library.find("\"library\"") != std::string::npos);
    ok &= expect("a file without RTTI finds the log", without_rtti.find("\"without RTTI\"") != std::string::npos);
    ok &= expect("a library does not take a log of another type for its own", !mistaken);
    return ok ? 0 : 1;
}
