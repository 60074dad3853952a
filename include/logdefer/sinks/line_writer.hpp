// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Writes whole lines to a descriptor of any kind: the common part of the sinks for files and descriptors.

#include <logdefer/base/config.hpp>
#include <logdefer/sinks/withheld_signal.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Returns the code for a value of `errno`; no error for 0.
inline std::error_code errno_code(int number) noexcept {
    return number == 0 ? std::error_code{} : std::error_code{number, std::generic_category()};
}

/// Repeats a system call until it is not interrupted by a signal.
template <class Call>
auto uninterrupted(Call call) noexcept {
    for (;;) {
        auto const result = call();
        if (result >= 0 || errno != EINTR) return result;
    }
}

/// Writes lines to a descriptor that it does not own, and reports which of them can be read there.
///
/// A line that was begun and could not be completed is ended before the next one. In a regular file, a line may follow
/// an incomplete line of another process, or be divided by the output of another process. This is detected by the
/// position after the write and the byte before the line, and the line is written again.
///
/// @par Thread safety  none; the sinks lock a mutex
class line_writer {
public:
    line_writer() = default;

    /// @param descriptor  open for writing
    /// @param status      the result of fstat(2) for the descriptor
    /// @param timeout     how long a call waits for a non-blocking descriptor that takes no bytes
    line_writer(int descriptor, struct ::stat const& status, std::chrono::nanoseconds timeout) noexcept
        : descriptor_(descriptor),
          signal_(S_ISFIFO(status.st_mode) ? SIGPIPE : 0),
          pipe_(S_ISFIFO(status.st_mode)),
          regular_(S_ISREG(status.st_mode)),
          socket_(S_ISSOCK(status.st_mode)),
          timeout_(timeout) {
        refresh_limit();
        if (regular_) begin_file(status.st_size);
    }

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] bool is_regular_file() const noexcept { return regular_; }

    /// Checks whether the system limits the size of files, in which case a write may send a signal.
    void refresh_limit() noexcept {
        ::rlimit limit{};
        if (regular_) signal_ = ::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY ? SIGXFSZ : 0;
    }

    /// Writes lines. Sets `written` to the number of bytes at the beginning of `lines` that form whole lines and can be
    /// read, also if the call fails. Text after the last line feed counts as a line.
    std::error_code write(std::string_view lines, std::size_t& written) noexcept {
        patience_ = stalled_ ? std::chrono::nanoseconds{0} : timeout_;
        auto result = append(lines);
        written = result.written;
        auto spoiled = result.spoiled;
        for (int attempts = 3; !spoiled.empty(); --attempts) {
            auto const before = static_cast<std::size_t>(spoiled.data() - lines.data());
            written = before;
            if (result.code) return result.code;
            if (attempts == 0) return errno_code(EIO);
            result = append(spoiled);
            if (result.code && result.spoiled.empty()) {
                written = before + result.written;
                return result.code;
            }
            spoiled = result.spoiled;
            written = lines.size();
        }
        return result.code;
    }

private:
    struct progress {
        std::error_code code;
        std::size_t written = 0;   ///< bytes of whole lines
        std::string_view spoiled;  ///< the lines that must be written again
    };

    progress append(std::string_view lines) noexcept {
        progress done;
        std::size_t taken = 0;
        while (taken < lines.size()) {
            bool const begins = taken == done.written;
            if (begins && torn_) done.code = end_torn_line();
            std::string_view piece = for_one_call(lines.substr(taken));
            if (!done.code) done.code = transfer(piece);
            if (done.code) return forgive_line_feed(lines, taken, done);
            auto const first = piece.find('\n');
            if (!is_joined(piece, begins) && lines.back() == '\n') {
                spoil(done, lines, taken, piece);
                if (done.code || first == std::string_view::npos) return done;
            }
            if (first != std::string_view::npos) done.written = taken + piece.rfind('\n') + 1;
            taken += piece.size();
            torn_ = taken != done.written;
        }
        if (done.written != lines.size()) torn_ = false;  // the text does not consist of lines
        done.written = lines.size();
        return done;
    }

    /// Returns the part of `lines` for one call. A pipe keeps the bytes of one call together only up to `PIPE_BUF`:
    /// whole lines, or one longer line.
    [[nodiscard]] std::string_view for_one_call(std::string_view lines) const noexcept {
        if (!pipe_ || lines.size() <= PIPE_BUF) return lines;
        auto end = lines.rfind('\n', PIPE_BUF - 1);
        if (end == std::string_view::npos) end = lines.find('\n');
        return end == std::string_view::npos ? lines : lines.substr(0, end + 1);
    }

    /// Notes that the line to which the piece belongs, or with which it begins, cannot be read. One such line can be
    /// written again: after the others, or together with them if the piece does not end it.
    void spoil(progress& done, std::string_view lines, std::size_t taken, std::string_view piece) noexcept {
        auto const first = piece.find('\n');
        torn_ = piece.back() != '\n';
        if (!done.spoiled.empty()) {
            done.code = errno_code(EIO);
        } else if (first == std::string_view::npos) {
            done.spoiled = lines.substr(done.written);
        } else {
            done.spoiled = lines.substr(done.written, taken + first + 1 - done.written);
        }
    }

    /// Counts a line as written that lacks only its line feed in a regular file, which is written before the next line;
    /// but not if other processes may write behind it first.
    [[nodiscard]] progress forgive_line_feed(std::string_view lines, std::size_t taken, progress done) const noexcept {
        if (!regular_ || shared_ || taken == done.written || lines[taken] != '\n') return done;
        done.written = taken + 1;
        if (done.written == lines.size()) done.code.clear();
        return done;
    }

    /// Ends a line that was begun. If other processes write to the file, its end may be a whole record that was
    /// reported as lost, which must not become a readable line.
    std::error_code end_torn_line() noexcept {
        end_ = unknown;
        for (std::string_view end = shared_ ? "?\n" : "\n"; !end.empty();) {
            std::string_view piece = end;
            if (auto const code = transfer(piece)) return code;
            end.remove_prefix(piece.size());
        }
        torn_ = false;
        return {};
    }

    /// Writes a part of `bytes`, at least one byte, and shortens `bytes` to that part.
    std::error_code transfer(std::string_view& bytes) noexcept {
        for (;;) {
            ssize_t const n = call_system(bytes);
            if (n > 0) {
                if (stalled_) patience_ = timeout_;  // there is a reader again
                stalled_ = false;
                bytes = bytes.substr(0, static_cast<std::size_t>(n));
                return {};
            }
            int const why = n == 0 ? EIO : errno;
            bool const full = why == EAGAIN;  // Linux has no other EWOULDBLOCK
            if (why != EINTR && !(full && wait_for_room())) return errno_code(why);
        }
    }

    [[nodiscard]] ssize_t call_system(std::string_view bytes) const noexcept {
        if (socket_) return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (signal_ == 0) return ::write(descriptor_, bytes.data(), bytes.size());
        withheld_signal const withheld{signal_};
        ssize_t const n = ::write(descriptor_, bytes.data(), bytes.size());
        if (n != static_cast<ssize_t>(bytes.size())) withheld.discard();  // a short write also sends the signal
        return n;
    }

    /// Waits until the descriptor takes bytes; returns whether to try again. After a wait in vain, no call waits until
    /// the descriptor takes bytes again: a reader that does not read costs the program one timeout, not one for each
    /// record.
    bool wait_for_room() noexcept {
        using namespace std::chrono;
        stalled_ = patience_ <= nanoseconds{0};
        if (stalled_) return false;
        auto const begin = steady_clock::now();
        ::pollfd room{.fd = descriptor_, .events = POLLOUT, .revents = 0};
        auto const longest =
            std::min(ceil<milliseconds>(std::min(patience_, nanoseconds{hours{24}})), milliseconds{hours{24}});
        (void)::poll(&room, 1, static_cast<int>(longest.count()));
        patience_ -= steady_clock::now() - begin;
        return true;
    }

    /// Checks whether the file ends within a line, which a process could not complete before it ended. Another process
    /// may also be in the middle of a write, which becomes visible page by page. On most file systems an empty write
    /// waits for its end (ext4, tmpfs), on some it does not (overlayfs), so there this waits for a moment. If the file
    /// has not grown then, the line is torn.
    void begin_file(off_t size) noexcept {
        int const flags = ::fcntl(descriptor_, F_GETFL);
        readable_ = flags != -1 && (flags & O_ACCMODE) == O_RDWR;
        bool const appends = flags != -1 && (flags & O_APPEND) != 0;
        end_ = appends ? size : ::lseek(descriptor_, 0, SEEK_CUR);
        torn_ = ends_within_line();
        bool waited = false;
        for (int looks = 10; torn_ && appends && looks > 0; --looks) {
            struct ::stat status{};
            if (::write(descriptor_, "", 0) != 0 || ::fstat(descriptor_, &status) != 0) return;
            if (status.st_size == end_ && std::exchange(waited, true)) return;
            if (status.st_size == end_) {
                ::timespec const moment{.tv_sec = 0, .tv_nsec = 1'000'000};
                ::nanosleep(&moment, nullptr);
                continue;
            }
            end_ = status.st_size;
            torn_ = ends_within_line();
        }
    }

    [[nodiscard]] bool ends_within_line() const noexcept { return end_ > 0 && !is_line_feed_before(end_); }

    [[nodiscard]] bool is_line_feed_before(off_t end) const noexcept {
        if (readable_) return byte_at(descriptor_, end - 1) == '\n';
        std::array<char, 32> name;
        std::snprintf(name.data(), name.size(), "/proc/self/fd/%d", descriptor_);
        int const reader = uninterrupted([&] { return ::open(name.data(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
        if (reader < 0) return false;  // an empty line does no harm
        bool const found = byte_at(reader, end - 1) == '\n';
        ::close(reader);
        return found;
    }

    [[nodiscard]] static int byte_at(int descriptor, off_t place) noexcept {
        unsigned char byte = 0;
        return uninterrupted([&] { return ::pread(descriptor, &byte, 1, place); }) == 1 ? byte : unreadable;
    }

    /// Returns whether the piece just written begins a line in the file (`begins`), or continues the line that this
    /// writer has begun.
    bool is_joined(std::string_view piece, bool begins) noexcept {
        if (!regular_ || !readable_) return true;
        auto const size = static_cast<off_t>(piece.size());
        off_t const before = end_;
        end_ = ::lseek(descriptor_, 0, SEEK_CUR);
        if (before != unknown && end_ == before + size) return true;  // nobody else has written
        shared_ = shared_ || before != unknown;
        if (!begins) return false;
        off_t const start = end_ - size;
        if (start <= 0) return true;
        int const before_it = byte_at(descriptor_, start - 1);
        return before_it == '\n' || before_it == unreadable || !holds(start, piece);
    }

    /// Returns whether the file contains this text at this place. It does not if a process that shares the file
    /// position has moved it, or if the file was truncated.
    [[nodiscard]] bool holds(off_t start, std::string_view text) const noexcept {
        std::array<char, 512> part;
        while (!text.empty()) {
            auto const n = uninterrupted(
                [&] { return ::pread(descriptor_, part.data(), std::min(part.size(), text.size()), start); });
            if (n <= 0 || !text.starts_with(std::string_view{part.data(), static_cast<std::size_t>(n)})) return false;
            text.remove_prefix(static_cast<std::size_t>(n));
            start += n;
        }
        return true;
    }

    static constexpr off_t unknown = -1;
    static constexpr int unreadable = -1;

    int descriptor_ = -1;
    int signal_ = 0;  // the signal that a write may send; 0: none
    bool pipe_ = false;
    bool regular_ = false;
    bool socket_ = false;
    bool readable_ = false;
    bool torn_ = false;     // a line was begun, and has to be ended before the next one
    bool shared_ = false;   // other processes write to the file
    bool stalled_ = false;  // the last call waited in vain
    off_t end_ = unknown;   // in a regular file, the end of the last write
    std::chrono::nanoseconds timeout_{0};
    std::chrono::nanoseconds patience_{0};  // the rest of the timeout in this call
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
