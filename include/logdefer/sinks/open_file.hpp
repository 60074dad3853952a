// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Opens a file for appending records.

#include <logdefer/base/config.hpp>
#include <logdefer/sinks/line_writer.hpp>

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Returns the descriptor that a path such as `/dev/stdout` or `/dev/fd/5` names, or -1.
inline int descriptor_named(std::string_view path) noexcept {
    if (path == "/dev/stdout") return STDOUT_FILENO;
    if (path == "/dev/stderr") return STDERR_FILENO;
    for (std::string_view const folder : {"/dev/fd/", "/proc/self/fd/"}) {
        if (!path.starts_with(folder)) continue;
        int number = -1;
        auto const [end, code] = std::from_chars(path.data() + folder.size(), path.data() + path.size(), number);
        return code == std::errc{} && end == path.data() + path.size() ? number : -1;
    }
    return -1;
}

/// Returns the absolute path, or the unchanged path if the working directory cannot be determined.
inline std::string absolute(std::string const& path) {
    if (path.empty() || path.starts_with('/')) return path;
    std::array<char, PATH_MAX> folder;
    if (::getcwd(folder.data(), folder.size()) == nullptr) return path;
    return std::string{folder.data()} + '/' + path;
}

/// Moves a descriptor out of the numbers of the standard streams, which a program may have closed: otherwise, output to
/// these streams would go to the file.
inline int above_standard_streams(int descriptor) noexcept {
    if (descriptor < 0 || descriptor > STDERR_FILENO) return descriptor;
    int const moved = ::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int const why = errno;
    ::close(descriptor);
    errno = why;
    return moved;
}

/// Opens or creates the file. Returns a descriptor, or -1 with `errno` set. Never waits for the reader of a FIFO.
inline int open_for_appending(std::string const& path, mode_t permissions) noexcept {
    int const flags = O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    auto const open = [&](int access) {
        return uninterrupted([&] { return ::open(path.c_str(), access | flags, permissions); });
    };
    // A regular file is opened for reading, too, to check how the previous line ends. A FIFO must not be: it would be
    // its own reader.
    struct ::stat status{};
    bool const exists = ::stat(path.c_str(), &status) == 0;
    bool const is_special = exists && !S_ISREG(status.st_mode);
    int const named = descriptor_named(path);
    // Duplicated and not opened again, so that other output to the descriptor continues behind that of the sink.
    if (exists && !is_special && named >= 0) return ::fcntl(named, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    auto const is_forbidden = [] { return errno == EACCES || errno == EPERM; };
    int descriptor = is_special ? open(O_WRONLY) : open(O_RDWR | O_CREAT);
    if (!is_special && descriptor < 0 && is_forbidden()) descriptor = open(O_WRONLY | O_CREAT);
    // Neither a socket nor a pipe of another user can be opened.
    if (descriptor < 0 && named >= 0 && (errno == ENXIO || is_forbidden())) {
        descriptor = ::fcntl(named, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    }
    return above_standard_streams(descriptor);
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
