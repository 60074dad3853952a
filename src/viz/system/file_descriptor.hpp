// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Owns an open file of the system.

#include "system/input_error.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <system_error>
#include <utility>

namespace viz {

/// Returns whether both are the state of one file.
inline bool is_same_file(struct stat const& a, struct stat const& b) noexcept {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// Closes the file when it is destroyed; this may also be standard input.
class file_descriptor {
public:
    explicit file_descriptor(int fd = -1) noexcept : fd_(fd) {}
    file_descriptor(file_descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    file_descriptor& operator=(file_descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~file_descriptor() {
        if (fd_ >= 0) close(fd_);
    }

    [[nodiscard]] int get() const noexcept { return fd_; }

    /// Returns 0 at the end. Throws `input_error`.
    [[nodiscard]] std::size_t read(std::span<char> to) const {
        for (;;) {
            ssize_t const n = ::read(fd_, to.data(), to.size());
            if (n >= 0) return static_cast<std::size_t>(n);
            if (errno == EAGAIN) {
                wait();
            } else if (errno != EINTR) {
                throw input_error{std::generic_category().message(errno)};
            }
        }
    }

    /// Returns the state of the file. Throws `input_error`.
    [[nodiscard]] struct stat status() const {
        struct stat result{};
        if (fstat(fd_, &result) != 0) throw input_error{std::generic_category().message(errno)};
        return result;
    }

private:
    /// Another process that shares the file may have made it non-blocking.
    void wait() const {
        pollfd readable{fd_, POLLIN, 0};
        poll(&readable, 1, -1);
    }

    int fd_;
};

}  // namespace viz
