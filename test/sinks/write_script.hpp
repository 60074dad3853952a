// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A `write` whose calls follow a script. To be included by one file of a program, since it defines `write`.

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace logdefer::test {

inline constexpr std::size_t all = static_cast<std::size_t>(-1);

/// The result of one call of `write`: an error, or the most bytes that are taken.
struct reaction {
    int error = 0;
    std::size_t takes = 0;
    std::function<void()> then = {};  ///< what other processes do directly after the call
};

/// The results of the next calls of `write`; without any left, calls take all bytes.
struct write_script {
    bool active = false;
    std::deque<reaction> reactions;
    std::vector<std::string> calls;  ///< the bytes that were to be written

    static write_script& instance() {
        static write_script script;
        return script;
    }
};

inline ssize_t system_write(int descriptor, void const* bytes, std::size_t n) {
    return ::syscall(SYS_write, descriptor, bytes, n);
}

/// Runs `sink(line)` while `write` follows the script; returns the code and the calls of `write`.
struct scripted_call {
    std::error_code code;
    std::size_t written = 0;
    std::vector<std::string> calls;

    template <class Sink>
    scripted_call(Sink& sink, std::string_view line, std::deque<reaction> reactions) {
        auto& script = write_script::instance();
        script = {.active = true, .reactions = std::move(reactions), .calls = {}};
        code = sink.write(line, written);
        script.active = false;
        calls = script.calls;
    }
};

using strings = std::vector<std::string>;

inline std::error_code generic(int number) { return {number, std::generic_category()}; }

/// A temporary folder for each test, and the path of a file in it.
struct folder_fixture {
    std::filesystem::path folder;
    std::string path;

    folder_fixture() {
        std::string name = (std::filesystem::temp_directory_path() / "logdefer-sinks-XXXXXX").string();
        BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder = name;
        path = folder / "requests.log";
    }
    folder_fixture(folder_fixture const&) = delete;
    ~folder_fixture() { std::filesystem::remove_all(folder); }

    [[nodiscard]] std::string content() const { return content_of(path); }
    [[nodiscard]] static std::string content_of(std::filesystem::path const& file) {
        std::ifstream in{file};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
};

}  // namespace logdefer::test

/// Replaces the function of the C library in this program.
extern "C" ssize_t write(int descriptor, void const* bytes, std::size_t n) {
    using namespace logdefer::test;
    auto& script = write_script::instance();
    if (!script.active) return system_write(descriptor, bytes, n);
    script.calls.emplace_back(static_cast<char const*>(bytes), n);
    if (script.reactions.empty()) return system_write(descriptor, bytes, n);
    auto const next = script.reactions.front();
    script.reactions.pop_front();
    ssize_t const taken = next.error != 0 ? -1 : system_write(descriptor, bytes, std::min(n, next.takes));
    if (next.then) {
        script.active = false;
        next.then();
        script.active = true;
    }
    errno = next.error;
    return taken;
}
