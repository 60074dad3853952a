// SPDX-License-Identifier: BSL-1.0
#include "input/follower.hpp"

#include "system/input_error.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <ranges>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace viz {

namespace {

/// Opens nothing if it cannot be read; `errno` is the reason. Throws `input_error` if it is not a regular file.
file_descriptor open_to_read(std::string const& path) {
    file_descriptor file{
        open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};  // O_NONBLOCK: a pipe would wait for a writer
    bool const wrong = file.get() >= 0 && !S_ISREG(file.status().st_mode);
    if (wrong) throw input_error{"only a regular file can be followed"};
    return file;
}

std::filesystem::path folder_of(std::filesystem::path const& path) {
    auto folder = path.parent_path();
    return folder.empty() ? "." : folder;
}

}  // namespace

follower::follower(std::string path, settings how)
    : path_(std::move(path)),
      how_(how),
      watch_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      renames_(std::filesystem::path{path_}.filename().string()) {
    try {
        begin_first_file();
    } catch (input_error const& failure) {
        fail(failure);
    }
    if (how_.by_name) folder_ = inotify_add_watch(watch_.get(), folder_of(path_).c_str(), rename_history::mask);
}

bool follower::fill(block& b) {
    try {
        return fill_with_lines(b);
    } catch (input_error const& failure) {
        fail(failure);
    }
}

void follower::begin_first_file() {
    auto file = open_to_read(path_);
    if (file.get() >= 0) {
        begin_file(std::move(file));
        files_.front().file.skip_to_last_line();
    } else if (!how_.by_name) {
        throw input_error{std::generic_category().message(errno)};
    }
}

void follower::fail(input_error const& failure) const { throw input_error{path_ + ": " + failure.what()}; }

bool follower::fill_with_lines(block& b) {
    constexpr int longest_wait = 1000;  // milliseconds; not every file system reports changes
    b = block{.file = path_, .error = {}, .bytes = std::move(b.bytes)};
    for (bool all_read = false; wait(all_read ? longest_wait : 0); all_read = true) {
        if (how_.by_name) look_for_files();
        if (auto* const f = oldest_with_lines()) {
            give(*f, b);
            return true;
        }
        if (!why_not_.empty()) {
            b.begins_file = true;
            b.waits_for = std::exchange(why_not_, {});
            last_ = nullptr;
            return true;
        }
        drop_quiet_files();
    }
    return false;
}

/// Waits for a change. Returns false if following has ended.
bool follower::wait(int milliseconds) {
    std::array<pollfd, 3> events{
        {{watch_.get(), POLLIN, 0}, {how_.until.readable, POLLIN, 0}, {how_.until.abandoned, 0, 0}}};
    poll(events.data(), events.size(), milliseconds);
    static_cast<void>(read_events());  // what they change is looked at next
    return events[1].revents == 0 && events[2].revents == 0;
}

/// Returns true if files were renamed.
bool follower::read_events() {
    bool renamed = false;
    std::array<char, 4096> bytes;
    for (ssize_t size = 0; (size = read(watch_.get(), bytes.data(), bytes.size())) > 0;) {
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            inotify_event event;
            std::memcpy(&event, bytes.data() + at, sizeof event);
            // the name is padded with zeros
            take_event(event, event.len == 0 ? "" : bytes.data() + at + sizeof event);
            at += sizeof event + event.len;
            renamed = renamed || event.wd == folder_;
        }
    }
    return renamed;
}

void follower::take_event(inotify_event const& event, std::string_view name) {
    if (event.wd == folder_ || (event.mask & IN_Q_OVERFLOW) != 0) return renames_.take(event, name);
    auto const of = std::ranges::find(files_, event.wd, &followed::watch);
    if (of != files_.end()) of->closed = (event.mask & IN_CLOSE_WRITE) != 0;
}

/// Begins the files that have taken the name.
void follower::look_for_files() {
    while (!try_to_begin_files()) continue;
    renames_.forget_old();
}

/// Returns false, and begins no file, if files were renamed in the meantime, so that a wrong one may have been opened.
bool follower::try_to_begin_files() {
    std::vector<file_descriptor> opened;
    for (auto const& taken : renames_.files()) opened.push_back(open_renamed(taken));
    bool const has_file = std::ranges::any_of(files_, [&](followed const& f) { return has_name(f.file.descriptor()); })
                          || std::ranges::any_of(opened, [&](auto const& f) { return f.get() >= 0 && has_name(f); });
    file_descriptor unnoticed = has_file ? file_descriptor{} : open_to_read(path_);  // not all file systems report it
    int const why_not = errno;
    if (read_events()) return false;
    for (std::size_t i = 0; i < opened.size(); ++i) {
        if (opened[i].get() < 0) continue;
        renames_.files()[i].opened = opened[i].status().st_ino;
        begin_file(std::move(opened[i]));
    }
    if (unnoticed.get() >= 0) {
        begin_file(std::move(unnoticed));
    } else if (!has_file && !std::exchange(reported_, true)) {
        why_not_ = std::generic_category().message(why_not);
    }
    return true;
}

/// Opens a file that has had the name, unless it was opened before.
file_descriptor follower::open_renamed(rename_history::file const& taken) const {
    std::string const path = (folder_of(path_) / taken.name).string();
    struct stat status{};
    bool const wanted = !taken.name.empty() && stat(path.c_str(), &status) == 0 && status.st_ino != taken.opened;
    return wanted ? open_to_read(path) : file_descriptor{};
}

void follower::begin_file(file_descriptor file) {
    auto const is_it = [&](followed const& f) { return is_same_file(f.file.descriptor().status(), file.status()); };
    if (std::ranges::any_of(files_, is_it)) return;
    std::string const link = "/proc/self/fd/" + std::to_string(file.get());  // another may have the name by now
    int const watched = inotify_add_watch(watch_.get(), link.c_str(), IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE);
    files_.push_back({growing_file{std::move(file), how_.line_limit}, watched});
    reported_ = false;
}

/// Returns whether the name still refers to a file, or to none.
bool follower::has_name(file_descriptor const& f) const {
    struct stat named{};
    return stat(path_.c_str(), &named) != 0 || is_same_file(named, f.status());
}

/// Returns whether a file is a previous one in which no program will complete a line.
bool follower::is_abandoned(followed const& f) const {
    return files_.size() > 1 && !has_name(f.file.descriptor()) && (f.closed || is_quiet(f));
}

bool follower::is_quiet(followed const& f) const {
    return growing_file::clock::now() - f.file.last_growth() >= how_.patience;
}

/// Reads the newest file first: what a program wrote to an older one before is then found later, and given before it.
follower::followed* follower::oldest_with_lines() {
    followed* result = nullptr;
    for (auto& f : files_ | std::views::reverse) {
        if (f.file.read_lines() || (is_abandoned(f) && f.file.end_line())) result = &f;
    }
    return result;
}

/// Ends the reading of previous files, in which there are no more lines.
void follower::drop_quiet_files() {
    std::erase_if(files_, [&](followed const& f) {
        bool const quiet = is_abandoned(f) && is_quiet(f);
        if (quiet) inotify_rm_watch(watch_.get(), f.watch);
        if (quiet && last_ == &f) last_ = nullptr;
        return quiet;
    });
}

void follower::give(followed& from, block& b) {
    from.file.give(b);
    if (std::exchange(last_, &from) != &from) b.begins_file = true;
}

}  // namespace viz
