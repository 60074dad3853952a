// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records appended to a file, each with one `write`.

#include <logdefer/detail/config.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI {

/// Appends each record to a file with one `write` on a descriptor opened with `O_APPEND`.
///
/// Several threads and processes may write to one file: their records do not mix, unless the system takes only a part
/// of a record, which is then completed by further writes.
///
/// @par Errors         a file that cannot be opened is tried again with each record; the code, an `errno` value, goes
/// to
///                     the log's error hook with the path, and that record is lost
/// @par Thread safety  one object may be used by any number of threads once constructed, as long as it could be opened
class file_sink {
public:
    /// Opens or creates the file (mode 0644). See `error()` for how that went.
    explicit file_sink(std::string path) : path_(std::move(path)) { (void)open(); }
    file_sink(file_sink&& other) noexcept
        : path_(std::move(other.path_)),
          descriptor_(std::exchange(other.descriptor_, -1)),
          error_(other.error_),
          torn_(other.torn_.load(std::memory_order_relaxed)) {}
    file_sink& operator=(file_sink&&) = delete;
    ~file_sink() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    std::error_code operator()(std::string_view line) noexcept {
        if (descriptor_ < 0 && !open()) return error_;
        if (torn_.exchange(false, std::memory_order_relaxed)) {  // whoever sees it first mends it: orders nothing
            if (auto const code = write_all("\n")) {
                torn_.store(true, std::memory_order_relaxed);
                return code;
            }
        }
        return write_all(line);
    }

    /// Why the file is not open; no error when it is.
    [[nodiscard]] std::error_code error() const noexcept { return error_; }
    [[nodiscard]] std::string_view name() const noexcept { return path_; }

private:
    /// When a part was written and the rest cannot be, the next record starts with a line end: one line is lost, not
    /// two.
    std::error_code write_all(std::string_view bytes) noexcept {
        std::size_t const all = bytes.size();
        while (!bytes.empty()) {
            ssize_t const written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(written));
            } else if (written == 0 || errno != EINTR) {
                int const why = written == 0 ? EIO : errno;
                torn_.store(bytes.size() < all, std::memory_order_relaxed);
                return {why, std::generic_category()};
            }
        }
        return {};
    }

    bool open() noexcept {
        do {
            descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        } while (descriptor_ < 0 && errno == EINTR);
        error_ = descriptor_ < 0 ? std::error_code{errno, std::generic_category()} : std::error_code{};
        return descriptor_ >= 0;
    }

    std::string path_;
    int descriptor_ = -1;
    std::error_code error_;
    std::atomic<bool> torn_ = false;  // the file ends within a record
};

}  // namespace logdefer::inline LOGDEFER_ABI
