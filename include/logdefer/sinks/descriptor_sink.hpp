// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A sink that writes records to an open descriptor: standard output, a pipe, a socket, a terminal.

#include <logdefer/base/config.hpp>
#include <logdefer/sinks/line_writer.hpp>
#include <logdefer/sinks/process_mutex.hpp>
#include <logdefer/sinks/sink_call.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI {

/// The options of a `descriptor_sink`.
struct descriptor_options {
    /// Whether the sink closes the descriptor when it is destroyed.
    bool owned = false;
    /// How long a call waits until a non-blocking descriptor (`O_NONBLOCK`) takes bytes. After that time the record is
    /// lost with the code `EAGAIN`, and further calls do not wait, until the descriptor takes bytes again. A call on a
    /// blocking descriptor waits as long as the system does.
    std::chrono::nanoseconds timeout = std::chrono::seconds{1};
};

/// Writes records to a descriptor, each as a whole.
///
/// Records of several threads do not mix, whatever their size. On a pipe, records of other sinks and processes may mix
/// with records larger than `PIPE_BUF` (4096 bytes). A record that was written only in part is ended by a line feed
/// before the next one. No call sends SIGPIPE to the program, nor SIGXFSZ for a limit that was set when the sink was
/// made.
///
/// @par Errors         the system's code, an `errno` value; the record is then not complete. `EDEADLK` means that the
///                     caller is a signal handler that interrupted a call of the same sink
/// @par Thread safety  any number of threads may use one object, but not while it is moved or destroyed
/// @par Processes      may be used in the child of a fork(2)
/// @par Lifetime       the descriptor must stay open as long as the sink is used
class descriptor_sink {
public:
    explicit descriptor_sink(int descriptor, descriptor_options const& options = {}) noexcept : owned_(options.owned) {
        detail::uncancellable const opening;
        struct ::stat status{};
        (void)::fstat(descriptor, &status);  // if it fails, each write fails, too
        writer_ = {descriptor, status, options.timeout};
        name_ = name_of(descriptor);
    }
    descriptor_sink(descriptor_sink&& other) noexcept
        : writer_(std::exchange(other.writer_, {})), owned_(std::exchange(other.owned_, false)), name_(other.name_) {}
    descriptor_sink& operator=(descriptor_sink&&) = delete;
    ~descriptor_sink() {
        if (!owned_) return;
        detail::uncancellable const closing;
        ::close(writer_.descriptor());
    }

    /// Writes one record or several.
    std::error_code operator()(std::string_view lines) noexcept {
        std::size_t written = 0;
        return write(lines, written);
    }

    /// Writes one record or several, and sets `written` to the number of bytes at the beginning of `lines` that form
    /// whole lines and can be read: all of them if there is no error.
    std::error_code write(std::string_view lines, std::size_t& written) noexcept {
        written = 0;
        detail::sink_call const call{mutex_};
        if (!call) return std::make_error_code(std::errc::resource_deadlock_would_occur);
        return writer_.write(lines, written);
    }

    /// Returns a name for error messages, "descriptor 1" for example.
    [[nodiscard]] std::string_view name() const noexcept { return name_.data(); }

private:
    using short_name = std::array<char, 24>;

    static short_name name_of(int descriptor) noexcept {
        short_name name{};
        std::snprintf(name.data(), name.size(), "descriptor %d", descriptor);
        return name;
    }

    detail::process_mutex mutex_;
    detail::line_writer writer_;
    bool owned_ = false;
    short_name name_{};
};

}  // namespace logdefer::inline LOGDEFER_ABI
