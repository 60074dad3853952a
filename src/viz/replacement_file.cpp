// SPDX-License-Identifier: BSL-1.0
#include "replacement_file.hpp"

#include "input/file_descriptor.hpp"

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

std::atomic<char const*> unfinished{nullptr};  // for the handler, which may use nothing that takes a lock
static_assert(std::atomic<char const*>::is_always_lock_free);

void remove_unfinished(int signal) {
    if (char const* const name = unfinished.load()) unlink(name);
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // comes when the handler has returned, and ends the program
}

/// Signals that are ignored, as `nohup` has them, stay so.
void remove_at_signals() {
    for (int const signal : {SIGINT, SIGTERM, SIGHUP}) {
        if (std::signal(signal, remove_unfinished) == SIG_IGN) std::signal(signal, SIG_IGN);
    }
}

mode_t mode_of_new_files() {
    mode_t const mask = umask(0);  // the system tells it in no other way
    umask(mask);
    return 0666 & ~mask;
}

}  // namespace

temporary_name::temporary_name(std::string name) : name_(std::move(name)) {
    unfinished = name_.c_str();
    remove_at_signals();
}

temporary_name::~temporary_name() {
    std::remove(name_.c_str());  // in vain where it was renamed
    unfinished = nullptr;
}

replacement_file::replacement_file(std::string path) : path_(std::move(path)), target_(path_) {
    std::error_code failure;
    auto const there = std::filesystem::status(path_, failure);
    if (std::filesystem::is_regular_file(there) || !std::filesystem::exists(there)) create_beside();
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

void replacement_file::create_beside() {
    struct stat status{};
    bool const replaces = stat(path_.c_str(), &status) == 0;
    if (replaces && access(path_.c_str(), W_OK) != 0) fail();  // replacing it would get around its mode
    if (replaces) target_ = std::filesystem::canonical(path_).string();
    std::string name = std::filesystem::path{target_}.replace_filename(".log-defer-viz.XXXXXX").string();
    file_descriptor const file{mkostemp(name.data(), O_CLOEXEC)};
    if (file.get() < 0) fail();
    temporary_.emplace(std::move(name));
    if (fchmod(file.get(), replaces ? status.st_mode & 07777U : mode_of_new_files()) != 0) fail();
}

}  // namespace viz
