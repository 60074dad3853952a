// SPDX-License-Identifier: BSL-1.0
#include "input/block_reader.hpp"

#include "input/line_mending.hpp"
#include "json/padding.hpp"
#include "system/input_error.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace viz {

block_reader::block_reader(std::vector<std::string> paths, std::size_t block_size, std::size_t line_limit)
    : paths_(std::move(paths)), block_size_(block_size), line_limit_(line_limit) {}

bool block_reader::fill(block& b) {
    b = block{.file = {}, .error = {}, .bytes = std::move(b.bytes)};
    if (source_ == nullptr && !open_next(b)) return opened_ <= paths_.size();
    while (lines_end_ == 0 && filled_ <= line_limit_ && read_more(b)) continue;
    if (lines_end_ == 0 && filled_ > line_limit_) split_array();
    b.file = file_;
    if (lines_end_ == 0 && filled_ > line_limit_) {
        skip_long_line(b);
    } else {
        give(b, source_ == nullptr ? filled_ : lines_end_);
    }
    return true;
}

/// Returns false if the file cannot be opened, or there are no more files.
bool block_reader::open_next(block& b) {
    if (opened_++ >= paths_.size()) return false;
    b.file = file_ = paths_[opened_ - 1];
    b.begins_file = true;
    splitter_ = {};
    try {
        source_ = open_source(file_);
    } catch (input_error const& failure) {
        b.error = failure.what();
    }
    return source_ != nullptr;
}

/// Returns false at the end of the file, which is then closed.
bool block_reader::read_more(block& b) {
    buffer_.resize(std::max(filled_ + block_size_, buffer_.size()));
    std::size_t n = 0;
    try {
        n = source_->read(std::span{buffer_}.subspan(filled_));
    } catch (input_error const& failure) {
        b.error = failure.what();
    }
    splitter_.go_on(std::span{buffer_}.subspan(filled_, n));
    bool const more = n != 0;
    if (!more) source_.reset();
    std::size_t begin = filled_;
    std::size_t line_feed = std::string_view{buffer_}.substr(begin, n).rfind('\n');
    if (line_feed == std::string_view::npos) {
        if (begin != 0 && buffer_[begin - 1] == '\r') --begin;
        n = mend_line(std::span{buffer_}.subspan(begin, filled_ + n - begin));
        line_feed = std::string_view{buffer_}.substr(begin, n).rfind('\n');
        filled_ = begin;
    }
    if (line_feed != std::string_view::npos) lines_end_ = filled_ + line_feed + 1;
    filled_ += n;
    return more;
}

/// Splits the line that is too long if it is an array.
void block_reader::split_array() {
    splitter_.begin(std::span{buffer_}.first(filled_));
    lines_end_ = std::string_view{buffer_}.substr(0, filled_).rfind('\n') + 1;  // 0 if there is none
}

/// Skips the rest of a line that is too long, and returns an empty line in its place.
void block_reader::skip_long_line(block& b) {
    while (lines_end_ == 0 && source_ != nullptr) {
        filled_ = 0;
        read_more(b);
    }
    std::size_t const size = std::string_view{buffer_}.substr(0, filled_).find('\n') + 1;  // 0 at the end of the file
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(size),
              buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
    filled_ -= size;
    lines_end_ -= size;
    b.bytes.assign(1 + json::padding, '\n');
    b.size = 1;
    b.ends_too_long = true;
}

/// Moves the first bytes of the buffer to the block.
void block_reader::give(block& b, std::size_t size) {
    b.size = size;
    std::swap(b.bytes, buffer_);
    b.bytes.resize(std::max(b.bytes.size(), size + json::padding));
    buffer_.resize(std::max(buffer_.size(), filled_ - size));
    std::copy_n(b.bytes.data() + size, filled_ - size, buffer_.data());
    filled_ -= size;
    lines_end_ = 0;
}

}  // namespace viz
