// SPDX-License-Identifier: BSL-1.0
#include "input/follower.hpp"

#include "input/line_mending.hpp"
#include "json/padding.hpp"
#include "system/input_error.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

namespace viz {

namespace {

struct stat status_of(file_descriptor const& file) {
    struct stat status{};
    if (fstat(file.get(), &status) != 0) throw input_error{std::generic_category().message(errno)};
    return status;
}

/// Returns whether a name refers to an open file.
bool names(std::string const& path, file_descriptor const& file) {
    struct stat named{};
    if (stat(path.c_str(), &named) != 0) return true;  // no other file has taken its place
    return is_same_file(named, status_of(file));
}

/// Throws `input_error` if it is not a regular file.
file_descriptor open_to_read(std::string const& path) {
    file_descriptor file{
        open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};  // O_NONBLOCK: a pipe would wait for a writer
    bool const wrong = file.get() >= 0 && !S_ISREG(status_of(file).st_mode);
    if (wrong) throw input_error{path + ": only a regular file can be followed"};
    return file;
}

std::string folder_of(std::string const& path) {
    auto const folder = std::filesystem::path{path}.parent_path();
    return folder.empty() ? "." : folder.string();
}

constexpr std::size_t piece = std::size_t{1} << 16;

/// Returns where the last line of a file begins, which may be incomplete; or, if that is further back, a place so far
/// from the end that the line is too long.
std::size_t last_line(file_descriptor const& file, std::size_t size, std::size_t line_limit) {
    std::string bytes(piece, '\0');
    std::size_t const earliest = size - std::min(size, line_limit + 1);
    for (std::size_t at = size; at > earliest;) {
        std::size_t const wanted = std::min(piece, at - earliest);
        at -= wanted;
        ssize_t const n = pread(file.get(), bytes.data(), wanted, static_cast<off_t>(at));
        if (n < 0) throw input_error{std::generic_category().message(errno)};
        std::size_t const line_feed = std::string_view{bytes}.substr(0, static_cast<std::size_t>(n)).rfind('\n');
        if (line_feed != std::string_view::npos) return at + line_feed + 1;
    }
    return earliest;
}

}  // namespace

follower::follower(std::string path, bool by_name, follow_until until, std::size_t line_limit)
    : path_(std::move(path)),
      by_name_(by_name),
      until_(until),
      line_limit_(line_limit),
      watch_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    auto file = open_to_read(path_);
    if (file.get() < 0) {
        if (!by_name_ || errno != ENOENT) throw input_error{path_ + ": " + std::generic_category().message(errno)};
    } else {
        std::size_t const begin = last_line(file, static_cast<std::size_t>(status_of(file).st_size), line_limit_);
        begin_file(std::move(file), begin);
    }
    if (by_name_) inotify_add_watch(watch_.get(), folder_of(path_).c_str(), IN_CREATE | IN_MOVED_TO);
}

bool follower::fill(block& b) {
    constexpr int longest_wait = 1000;  // milliseconds; not every file system reports changes
    b = block{.file = path_, .error = {}, .bytes = std::move(b.bytes)};
    for (bool all_read = false; wait(all_read ? longest_wait : 0);) {
        if (lines_end_ != 0 || read_lines()) {
            give(b);
            return true;
        }
        bool const file_ends = successor_.get() >= 0;
        if (file_ends && begin_successor(b)) return true;
        all_read = !file_ends && !look_for_successor();
    }
    return false;
}

/// Waits for a change of the file. Returns false if following has ended.
bool follower::wait(int milliseconds) {
    std::array<pollfd, 3> events{{{watch_.get(), POLLIN, 0}, {until_.readable, POLLIN, 0}, {until_.abandoned, 0, 0}}};
    poll(events.data(), events.size(), milliseconds);
    std::array<char, 4096> ignored;
    while (events[0].revents != 0 && read(watch_.get(), ignored.data(), ignored.size()) > 0) continue;
    return events[1].revents == 0 && events[2].revents == 0;
}

/// Returns true if there are whole lines.
bool follower::read_lines() {
    if (file_.get() < 0) return false;
    start_over_if_cut();
    while (lines_end_ == 0 && read_piece()) {
        if (lines_end_ == 0 && buffer_.size() > line_limit_) {
            too_long_ = true;
            buffer_.clear();
        }
    }
    return lines_end_ != 0;
}

/// Returns false at the end of the file.
bool follower::read_piece() {
    std::size_t const filled = buffer_.size();
    buffer_.resize(filled + piece);
    std::size_t const n = file_.read(std::span{buffer_}.subspan(filled));
    buffer_.resize(filled + n);
    position_ += n;
    std::size_t line_feed = std::string_view{buffer_}.substr(filled).rfind('\n');
    if (line_feed == std::string_view::npos) {
        buffer_.resize(filled + mend_line(std::span{buffer_}.subspan(filled)));
        line_feed = std::string_view{buffer_}.substr(filled).rfind('\n');
    }
    if (line_feed != std::string_view::npos) lines_end_ = filled + line_feed + 1;
    return n != 0;
}

/// Returns true if another file has taken the name. The rest of the present file must still be read.
bool follower::look_for_successor() {
    if (!by_name_ || (file_.get() >= 0 && names(path_, file_))) return false;
    successor_ = open_to_read(path_);
    return successor_.get() >= 0;
}

/// Continues with the successor. Returns true if the previous file ended with a line that lacks a line feed, which is
/// then complete.
bool follower::begin_successor(block& b) {
    bool const half = !buffer_.empty() || too_long_;
    if (half) {
        buffer_ += '\n';
        lines_end_ = buffer_.size();
        give(b);
    }
    begin_file(std::move(successor_), 0);
    return half;
}

void follower::begin_file(file_descriptor file, std::size_t position) {
    file_ = std::move(file);
    if (watched_ >= 0) inotify_rm_watch(watch_.get(), watched_);
    watched_ = inotify_add_watch(watch_.get(), path_.c_str(), IN_MODIFY | IN_ATTRIB);
    begin_at(position);
}

/// Continues at the beginning of a line.
void follower::begin_at(std::size_t position) {
    lseek(file_.get(), static_cast<off_t>(position), SEEK_SET);
    position_ = position;
    begins_file_ = true;
    buffer_.clear();
    lines_end_ = 0;
    too_long_ = false;
}

void follower::start_over_if_cut() {
    if (static_cast<std::size_t>(status_of(file_).st_size) < position_) begin_at(0);
}

/// Returns the whole lines of the buffer, or an empty line in the place of one that was too long.
void follower::give(block& b) {
    std::size_t const size = too_long_ ? buffer_.find('\n') + 1 : lines_end_;
    b.begins_file = std::exchange(begins_file_, false);
    b.ends_too_long = std::exchange(too_long_, false);
    b.bytes.assign(b.ends_too_long ? "\n" : std::string_view{buffer_}.substr(0, size));
    b.size = b.bytes.size();
    b.bytes.append(json::padding, '\n');
    buffer_.erase(0, size);
    lines_end_ -= size;
}

}  // namespace viz
