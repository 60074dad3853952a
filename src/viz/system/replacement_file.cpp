// SPDX-License-Identifier: BSL-1.0
#include "system/replacement_file.hpp"

#include "system/file_descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace viz {

namespace {

std::atomic<char const*> unfinished{nullptr};  // for the handler, which must not take locks
static_assert(std::atomic<char const*>::is_always_lock_free);

void remove_unfinished(int signal) {
    if (char const* const name = unfinished.load()) unlink(name);
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // is delivered after the handler has returned, and ends the program
}

/// Signals that are ignored, as under `nohup`, stay ignored.
void remove_at_signals() {
    for (int const signal : {SIGINT, SIGTERM, SIGHUP}) {
        if (std::signal(signal, remove_unfinished) == SIG_IGN) std::signal(signal, SIG_IGN);
    }
}

mode_t mode_of_new_files() {
    mode_t const mask = umask(0);  // there is no other way to read it
    umask(mask);
    return 0666 & ~mask;
}

/// Returns the file that a path refers to. Returns an empty path if it leads through a link in /proc, such as
/// `/dev/stdout`: the file that is open there must receive the page and not be replaced.
std::optional<std::filesystem::path> target_of(std::filesystem::path path) {
    while (std::filesystem::is_symlink(path)) {
        auto const folder = std::filesystem::canonical(std::filesystem::absolute(path).parent_path());
        if (folder.string().starts_with("/proc/")) return std::nullopt;
        path = folder / std::filesystem::read_symlink(path);
    }
    return path;
}

}  // namespace

temporary_name::temporary_name(std::string name) : name_(std::move(name)) {
    unfinished = name_.c_str();
    remove_at_signals();
}

temporary_name::~temporary_name() {
    std::remove(name_.c_str());  // fails if the file was renamed
    unfinished = nullptr;
}

replacement_file::replacement_file(std::string path) : path_(std::move(path)) {
    struct stat status{};
    bool const exists = stat(path_.c_str(), &status) == 0;
    if (!exists && errno != ENOENT) fail();                  // such as links in a circle, which have no target
    if (exists && access(path_.c_str(), W_OK) != 0) fail();  // replacing the file would bypass its mode
    if (!exists) {
        create_for(target_of(path_).value_or(path_), mode_of_new_files());
    } else if (auto const target = target_of(path_); target && S_ISREG(status.st_mode)) {
        create_for(*target, status.st_mode & 07777U);
    }
    file_.open(temporary_ ? temporary_->get() : path_, std::ios::binary);
    check();
}

void replacement_file::check() const {
    if (!file_) fail();
}

void replacement_file::commit() {
    file_.close();
    check();
    if (temporary_ && std::rename(temporary_->get().c_str(), target_.c_str()) != 0) fail();
}

void replacement_file::fail() const { throw std::runtime_error{path_ + ": " + std::generic_category().message(errno)}; }

void replacement_file::create_for(std::filesystem::path target, mode_t mode) {
    target_ = target.string();
    std::string name = target.replace_filename(".log-defer-viz.XXXXXX").string();
    file_descriptor const file{mkostemp(name.data(), O_CLOEXEC)};
    if (file.get() < 0) fail();
    temporary_.emplace(std::move(name));
    if (fchmod(file.get(), mode) != 0) fail();
}

}  // namespace viz
