// SPDX-License-Identifier: BSL-1.0
#include "system/spool.hpp"

#include "json/padding.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace viz {

namespace {

[[noreturn]] void fail() {
    throw std::system_error{errno, std::generic_category(), "cannot use the temporary file for records"};
}

/// Opens a file that has no name and is removed when its descriptor is closed.
file_descriptor nameless_file() {
    char const* const directory = std::getenv("TMPDIR");
    std::string path = std::string{directory == nullptr ? "/tmp" : directory} + "/log-defer-viz.XXXXXX";
    file_descriptor file{mkostemp(path.data(), O_CLOEXEC)};
    if (file.get() < 0) fail();
    unlink(path.c_str());
    return file;
}

}  // namespace

std::size_t spool::append(std::string_view bytes) {
    if (memory_.bytes().empty()) memory_ = mapping::of_memory(limit_ + json::padding);
    if (used_ + bytes.size() > limit_) flush();
    std::ranges::copy(bytes, memory_.bytes().begin() + static_cast<std::ptrdiff_t>(used_));
    used_ += bytes.size();
    return written_ + used_ - bytes.size();
}

void spool::flush() {
    if (file_.get() < 0) file_ = nameless_file();
    for (auto left = memory_.bytes().first(used_); !left.empty();) {
        ssize_t const n = write(file_.get(), left.data(), left.size());
        if (n < 0 && errno != EINTR) fail();
        if (n > 0) left = left.subspan(static_cast<std::size_t>(n));
    }
    written_ += std::exchange(used_, 0);
}

void spool::seal() {
    if (file_.get() >= 0) {
        used_ += json::padding;
        flush();
        memory_ = mapping::of_file(file_, written_);
        used_ = written_;
    }
    bytes_ = {memory_.bytes().data(), used_};
}

}  // namespace viz
