// SPDX-License-Identifier: BSL-1.0
/// Logs in turn with the shared libraries that the command line names, on two threads that go on while each is unloaded
/// and loaded again. Ends with 1 and a message where a record is not what was logged.
#include <logdefer/reader/json_reader.hpp>

#include "log_some.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string_view>
#include <thread>
#include <vector>

#include <dlfcn.h>

namespace {

std::atomic<int> records{0};

/// As many lines as the record says, one of a fork, and a timer.
void check(char const* text, std::size_t size) {
    logdefer::record record;
    bool const read = bool{logdefer::read_record({text, size}, record)};
    std::int64_t lines = read ? 1 + (*record.view().data().begin()).value().integer() : 0;
    if (read) {
        for ([[maybe_unused]] auto const line : record.view().logs()) --lines;
    }
    if (!read || lines != 0 || record.view().timers().empty()) {
        std::printf("not what was logged: %.*s\n", static_cast<int>(size), text);
        std::exit(1);
    }
    ++records;
}

class plugin {
public:
    explicit plugin(char const* path) : library_(::dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
        if (library_ == nullptr) {
            std::printf("%s\n", ::dlerror());
            std::exit(1);
        }
        log_ = reinterpret_cast<decltype(log_)>(::dlsym(library_, "log_in_library"));  // POSIX gives functions as void*
        forget_ = reinterpret_cast<decltype(forget_)>(::dlsym(library_, "forget"));
    }
    plugin(plugin&&) = delete;
    ~plugin() { ::dlclose(library_); }

    void log(int lines) const { log_(lines, check); }
    void forget() const { forget_(); }

private:
    void* library_;
    void (*log_)(int, void (*)(char const*, std::size_t)) = nullptr;
    void (*forget_)() = nullptr;
};

constexpr int rounds = 8;
constexpr int calls = 50;

/// One round on this thread: what the libraries keep is freed before they are unloaded.
void log_in_turn(std::vector<char const*> const& paths) {
    std::deque<plugin> loaded;
    for (char const* const path : paths) loaded.emplace_back(path);
    for (int i = 0; i < calls; ++i) {
        for (plugin const& p : loaded) p.log(i);
        log_some(i, check);
    }
    for (plugin const& p : loaded) p.forget();
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<char const*> const paths(argv + 1, argv + argc);
    auto const all_rounds = [&] {
        for (int i = 0; i < rounds; ++i) log_in_turn(paths);
    };
    std::thread other{all_rounds};
    all_rounds();
    other.join();
    for (std::string_view const path : paths) {
        if (path.find("unloaded") == path.npos || ::dlopen(path.data(), RTLD_NOW | RTLD_NOLOAD) == nullptr) continue;
        std::printf("%s is still loaded\n", path.data());
        return 1;
    }
    int const expected = 2 * rounds * calls * (1 + static_cast<int>(paths.size()));
    std::printf("%d of %d records\n", records.load(), expected);
    return records == expected ? 0 : 1;
}
