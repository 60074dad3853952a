// SPDX-License-Identifier: BSL-1.0
#include "spool.hpp"

#include "record.hpp"

#include <fcntl.h>
#include <sys/mman.h>

#include <cstdlib>

namespace viz {

namespace {

[[noreturn]] void fail() { throw std::system_error{errno, std::generic_category(), "the temporary file for sorting"}; }

/// A file that ends with its descriptor.
file_descriptor nameless_file() {
    char const* const directory = std::getenv("TMPDIR");
    std::string path = std::string{directory == nullptr ? "/tmp" : directory} + "/log-defer-viz.XXXXXX";
    file_descriptor file{mkostemp(path.data(), O_CLOEXEC)};
    if (file.get() < 0) fail();
    unlink(path.c_str());
    return file;
}

}  // namespace

spool::~spool() {
    if (mapped_ != nullptr) munmap(mapped_, mapped_size_);
}

std::size_t spool::append(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > memory_) flush();
    std::size_t const place = flushed_ + buffer_.size();
    buffer_ += bytes;
    return place;
}

void spool::flush() {
    if (file_.get() < 0) file_ = nameless_file();
    for (std::string_view left = buffer_; !left.empty();) {
        ssize_t const n = write(file_.get(), left.data(), left.size());
        if (n < 0 && errno != EINTR) fail();
        if (n > 0) left.remove_prefix(static_cast<std::size_t>(n));
    }
    flushed_ += buffer_.size();
    buffer_.clear();
}

void spool::seal() {
    buffer_.append(record_reader::padding, '\n');
    if (file_.get() < 0) {
        bytes_ = buffer_;
        return;
    }
    flush();
    buffer_ = {};
    void* const mapped = mmap(nullptr, flushed_, PROT_READ, MAP_PRIVATE, file_.get(), 0);
    if (mapped == MAP_FAILED) fail();
    mapped_ = mapped;
    mapped_size_ = flushed_;
    bytes_ = {static_cast<char const*>(mapped), flushed_};  // the bytes that were written
}

}  // namespace viz
