// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Runs code in a child process by fork(2), and shares a file with it.

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace support {

/// Runs `f` in a child, which should exit; otherwise the child exits with 0 if `f` returns true.
template <class F>
[[nodiscard]] pid_t begin_child(F f) {
    std::fflush(nullptr);  // otherwise a child that calls `exit` would print what its parent had buffered
    pid_t const child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) ::_exit(f() ? 0 : 1);
    return child;
}

/// Returns whether the child exited with 0.
[[nodiscard]] inline bool succeeds(pid_t child) {
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

template <class F>
[[nodiscard]] bool child_succeeds(F f) {
    return succeeds(begin_child(f));
}

class temporary_file {
public:
    temporary_file() {
        int const file = ::mkstemp(name_.data());
        BOOST_REQUIRE(file >= 0);
        ::close(file);
    }
    temporary_file(temporary_file&&) = delete;
    ~temporary_file() { ::unlink(name_.data()); }

    [[nodiscard]] std::string name() const { return name_.data(); }

    [[nodiscard]] std::string text() const {
        std::ifstream in{name()};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    void clear() const { BOOST_REQUIRE(::truncate(name_.data(), 0) == 0); }

private:
    std::array<char, 27> name_{"/tmp/logdefer-child-XXXXXX"};
};

}  // namespace support
