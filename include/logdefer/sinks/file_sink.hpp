// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A sink that appends records to a file, each with one `write`.

#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/sinks/line_writer.hpp>
#include <logdefer/sinks/open_file.hpp>
#include <logdefer/sinks/process_mutex.hpp>
#include <logdefer/sinks/sink_call.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI {

/// The options of a `file_sink`. Intervals are checked when a record is written, to within some milliseconds: zero
/// means with each record.
struct file_options {
    static constexpr std::chrono::nanoseconds never = std::chrono::nanoseconds::max();

    /// The permissions of a file that the sink creates, reduced by the umask of the process.
    mode_t permissions = 0644;
    /// How often the sink checks whether the path still leads to the open file; if not, it opens the file again. A
    /// check costs more than writing a record. If the file was renamed and not replaced, only the second check creates
    /// a new one, to give logrotate the time to do so. With an interval of zero the first check creates it, which does
    /// not work together with logrotate.
    std::chrono::nanoseconds check_interval = std::chrono::seconds{1};
    /// How often written records are flushed to the disk (`fdatasync`), which takes milliseconds. Unless this is
    /// `never`, the file is also flushed when it is closed.
    std::chrono::nanoseconds sync_interval = never;
    /// How long a call waits for a FIFO or a terminal that takes no bytes; see `descriptor_options::timeout`.
    std::chrono::nanoseconds timeout = std::chrono::seconds{1};
};

/// Appends records to a file, each with one `write` on a descriptor opened with `O_APPEND`.
///
/// Success means that the record is a line of its own in the file. Several threads and processes may write to one file:
/// their records do not mix. If the file ends within a line, since a process was killed or the disk was full, a line
/// feed is written first. The sink notices that the file was renamed or deleted within `check_interval`, or when the
/// program calls `reopen()`.
///
/// A relative path is resolved against the working directory at the construction of the sink. The path may also name a
/// FIFO, a terminal, a device, or `/dev/stdout`, whatever that is; see `descriptor_sink`. No call waits for the reader
/// of a FIFO, sends SIGPIPE or SIGXFSZ to the program, or uses the descriptor number of a closed standard stream.
///
/// @par Errors         the system's code, an `errno` value; the record is lost, except if only `fdatasync` failed.
///                     Opening a file that could not be opened is tried again with each record. `ENXIO` means that a
///                     FIFO has no reader, `EDEADLK` that the caller is a signal handler that interrupted a call of the
///                     same sink
/// @par Thread safety  any number of threads may use one object, but not while it is moved or destroyed
/// @par Processes      may be used in the child of a fork(2)
class file_sink {
public:
    /// Opens or creates the file. If that fails, `error()` returns the reason.
    explicit file_sink(std::string path, file_options const& options = {})
        : place_(detail::absolute(path)),
          path_(std::move(path)),
          options_(options),
          checked_(coarse_now()),
          synced_(checked_) {
        detail::uncancellable const opening;
        open();
    }
    file_sink(file_sink&& other) noexcept
        : place_(std::move(other.place_)),
          path_(std::move(other.path_)),
          options_(other.options_),
          writer_(std::exchange(other.writer_, {})),
          device_(other.device_),
          inode_(other.inode_),
          checked_(other.checked_),
          synced_(other.synced_),
          owner_(other.owner_),
          error_(other.error_.load(std::memory_order_relaxed)),
          reopen_(other.reopen_.load(std::memory_order_relaxed)) {}
    file_sink& operator=(file_sink&&) = delete;
    ~file_sink() {
        detail::uncancellable const closing;
        close();
    }

    /// Writes one record or several.
    std::error_code operator()(std::string_view lines) noexcept {
        std::size_t written = 0;
        return write(lines, written);
    }

    /// Writes one record or several, and sets `written` to the number of bytes at the beginning of `lines` that form
    /// whole lines and can be read: all of them if there is no error, or if only `fdatasync` failed.
    std::error_code write(std::string_view lines, std::size_t& written) noexcept {
        written = 0;
        detail::sink_call const call{mutex_};
        if (!call) return std::make_error_code(std::errc::resource_deadlock_would_occur);
        if (is_to_be_opened()) open();
        if (!is_open()) return error();
        auto const code = writer_.write(lines, written);
        if (written == 0 || !is_due(options_.sync_interval, synced_)) return code;
        auto const synchronized = sync();
        return code ? code : synchronized;
    }

    /// Opens the file again with the next record, for programs that get SIGHUP after a rotation. May be called on any
    /// thread and in a signal handler.
    void reopen() noexcept { reopen_.store(true, std::memory_order_relaxed); }

    /// Returns why the last attempt to open the file failed, or no error if it succeeded.
    [[nodiscard]] std::error_code error() const noexcept {
        return detail::errno_code(error_.load(std::memory_order_relaxed));
    }
    [[nodiscard]] std::string_view name() const noexcept { return path_; }

private:
    using time = std::chrono::nanoseconds;

    /// Returns the time, which may be a few milliseconds late, but is much cheaper than that of the exact clock.
    static time coarse_now() noexcept {
        ::timespec now{};
        ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
        return std::chrono::seconds{now.tv_sec} + time{now.tv_nsec};
    }

    static bool is_due(time interval, time& last) noexcept {
        if (interval == file_options::never) return false;
        if (interval <= time{0}) return true;
        auto const now = coarse_now();
        if (now - last < interval) return false;
        last = now;
        return true;
    }

    [[nodiscard]] bool is_open() const noexcept { return writer_.descriptor() >= 0; }

    [[nodiscard]] bool is_to_be_opened() noexcept {
        bool const told = reopen_.load(std::memory_order_relaxed) && reopen_.exchange(false, std::memory_order_relaxed);
        // A child process opens the file again, so that it does not share the file position of its parent.
        bool const forked = owner_.is_another();
        if (forked) owner_.adopt();
        if (told || forked || !is_open()) return true;
        if (!is_due(options_.check_interval, checked_)) return false;
        writer_.refresh_limit();
        struct ::stat found{};
        if (::stat(place_.c_str(), &found) == 0) {
            missing_ = false;
            return found.st_dev != device_ || found.st_ino != inode_;
        }
        if (!writer_.is_regular_file()) return false;
        // logrotate first renames the file and then creates the new one, which must not exist at that time
        bool const was_missing = std::exchange(missing_, true);
        return was_missing || options_.check_interval <= time{0} || has_no_name();
    }

    /// Opens the file. On failure the previous file stays open, as long as it has a name under which its records can be
    /// found.
    void open() noexcept {
        int const descriptor = detail::open_for_appending(place_, options_.permissions);
        struct ::stat status{};
        bool const opened = descriptor >= 0 && ::fstat(descriptor, &status) == 0;
        error_.store(opened ? 0 : errno, std::memory_order_relaxed);  // errno before `close` changes it
        if (!opened) {
            if (descriptor >= 0) ::close(descriptor);
            if (is_open() && has_no_name()) {
                close();
            } else if (is_open()) {
                reopen();  // tries again with the next record
            }
            return;
        }
        close();
        missing_ = false;
        writer_ = {descriptor, status, options_.timeout};
        device_ = status.st_dev;
        inode_ = status.st_ino;
    }

    [[nodiscard]] bool has_no_name() const noexcept {
        struct ::stat status{};
        return ::fstat(writer_.descriptor(), &status) != 0 || status.st_nlink == 0;
    }

    void close() noexcept {
        if (!is_open()) return;
        if (options_.sync_interval != file_options::never) (void)sync();
        // The number is cleared first: after a fork(2) at this moment, it may be that of another file in the child.
        ::close(std::exchange(writer_, {}).descriptor());
    }

    /// Flushes the file to the disk. Succeeds for a FIFO and whatever else cannot be flushed.
    std::error_code sync() noexcept {
        if (!writer_.is_regular_file()) return {};
        bool const done = detail::uninterrupted([&] { return ::fdatasync(writer_.descriptor()); }) == 0;
        return done ? std::error_code{} : detail::errno_code(errno);
    }

    detail::process_mutex mutex_;
    std::string place_;  // the absolute path
    std::string path_;   // the path as it was passed
    file_options options_;
    detail::line_writer writer_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
    time checked_{0};
    time synced_{0};
    detail::owning_process owner_;  // the one that opened the file
    bool missing_ = false;          // at the last check the path led to no file
    std::atomic<int> error_ = 0;
    std::atomic<bool> reopen_ = false;  // relaxed: only a request
};

}  // namespace logdefer::inline LOGDEFER_ABI
