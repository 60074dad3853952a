// SPDX-License-Identifier: BSL-1.0
#include "input/follower.hpp"

#include "json/padding.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>

namespace viz {

namespace {

struct stat status_of(file_descriptor const& file) {
    struct stat status{};
    if (fstat(file.get(), &status) != 0) throw input_error{std::generic_category().message(errno)};
    return status;
}

/// Whether a name stands for an open file.
bool names(std::string const& path, file_descriptor const& file) {
    struct stat named{};
    if (stat(path.c_str(), &named) != 0) return true;  // nothing has taken its place
    auto const open = status_of(file);
    return named.st_ino == open.st_ino && named.st_dev == open.st_dev;
}

file_descriptor open_to_read(std::string const& path) {
    return file_descriptor{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
}

std::string folder_of(std::string const& path) {
    auto const folder = std::filesystem::path{path}.parent_path();
    return folder.empty() ? "." : folder.string();
}

}  // namespace

follower::follower(std::string path, bool by_name)
    : path_(std::move(path)), by_name_(by_name), watch_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    auto file = open_to_read(path_);
    if (file.get() < 0) {
        if (!by_name_ || errno != ENOENT) throw input_error{path_ + ": " + std::generic_category().message(errno)};
    } else {
        auto const status = status_of(file);
        if (!S_ISREG(status.st_mode)) throw input_error{path_ + ": only a regular file can be followed"};
        position_ = static_cast<std::size_t>(status.st_size);
        lseek(file.get(), 0, SEEK_END);
        file_ = std::move(file);
        inotify_add_watch(watch_.get(), path_.c_str(), IN_MODIFY | IN_ATTRIB);
    }
    if (by_name_) inotify_add_watch(watch_.get(), folder_of(path_).c_str(), IN_CREATE | IN_MOVED_TO);
}

bool follower::fill(block& b) {
    b = block{.file = path_, .error = {}, .bytes = std::move(b.bytes)};
    b.begins_file = !std::exchange(began_, true);
    for (;;) {
        if (file_.get() >= 0) {
            start_over_if_cut();
            if (read_more()) {
                give(b);
                return true;
            }
        }
        bool const other_file = by_name_ && open_again();
        if (!other_file) {
            wait();
        } else if (!buffer_.empty()) {
            if (!buffer_.ends_with('\n')) buffer_ += '\n';  // the last line of the file before ends with it
            give(b);
            return true;
        }
    }
}

/// True where there is a whole line.
bool follower::read_more() {
    std::size_t const filled = buffer_.size();
    return read_piece() && (buffer_.find('\n', filled) != std::string::npos || read_more());
}

/// False at the end of the file.
bool follower::read_piece() {
    constexpr std::size_t piece = std::size_t{1} << 16;
    std::size_t const filled = buffer_.size();
    buffer_.resize(filled + piece);
    std::size_t const n = file_.read(std::span{buffer_}.subspan(filled));
    buffer_.resize(filled + n);
    position_ += n;
    return n != 0;
}

/// True where another file has got the name, and is open now.
bool follower::open_again() {
    if (file_.get() >= 0 && names(path_, file_)) return false;
    file_descriptor other = open_to_read(path_);
    if (other.get() < 0) return false;
    while (file_.get() >= 0 && read_piece()) continue;  // what was written after the last look, before the name changed
    file_ = std::move(other);
    position_ = 0;
    inotify_add_watch(watch_.get(), path_.c_str(), IN_MODIFY | IN_ATTRIB);
    return true;
}

void follower::start_over_if_cut() {
    if (static_cast<std::size_t>(status_of(file_).st_size) >= position_) return;
    lseek(file_.get(), 0, SEEK_SET);
    position_ = 0;
    buffer_.clear();
}

/// Until something happens to the file, or for a second: not every file system tells.
void follower::wait() {
    pollfd events{watch_.get(), POLLIN, 0};
    poll(&events, 1, 1000);
    std::array<char, 4096> ignored;
    while (read(watch_.get(), ignored.data(), ignored.size()) > 0) continue;
}

void follower::give(block& b) {
    b.size = buffer_.rfind('\n') + 1;
    b.bytes.assign(buffer_, 0, b.size);
    b.bytes.append(json::padding, '\n');
    buffer_.erase(0, b.size);
}

}  // namespace viz
