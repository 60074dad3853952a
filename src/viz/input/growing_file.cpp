// SPDX-License-Identifier: BSL-1.0
#include "input/growing_file.hpp"

#include "input/line_mending.hpp"
#include "json/padding.hpp"
#include "system/input_error.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

namespace viz {

namespace {

constexpr std::size_t piece = std::size_t{1} << 16;

/// Returns where the last line of a file begins; or, if that is further back, a place so far from the end that the line
/// is too long.
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

void growing_file::skip_to_last_line() {
    begin_at(last_line(file_, static_cast<std::size_t>(file_.status().st_size), line_limit_));
}

bool growing_file::read_lines() {
    bool const cut = static_cast<std::size_t>(file_.status().st_size) < position_;
    if (cut) begin_at(0);
    while (lines_end_ == 0 && read_piece()) {
        if (lines_end_ == 0 && buffer_.size() > line_limit_ && !split_array()) {
            too_long_ = true;
            buffer_.clear();
        }
    }
    return lines_end_ != 0;
}

/// Splits the line that is too long. Returns false if it is not an array, or an element of it is too long, too.
bool growing_file::split_array() {
    if (!too_long_) splitter_.begin(buffer_);
    lines_end_ = buffer_.rfind('\n') + 1;  // 0 if there is none
    return lines_end_ != 0;
}

/// Returns false at the end of the file.
bool growing_file::read_piece() {
    std::size_t const filled = buffer_.size();
    buffer_.resize(filled + piece);
    std::size_t const n = file_.read(std::span{buffer_}.subspan(filled));
    buffer_.resize(filled + n);
    splitter_.go_on(std::span{buffer_}.subspan(filled));
    position_ += n;
    if (n != 0) last_growth_ = clock::now();
    std::size_t line_feed = std::string_view{buffer_}.substr(filled).rfind('\n');
    if (line_feed == std::string_view::npos) {
        buffer_.resize(filled + mend_line(std::span{buffer_}.subspan(filled)));
        line_feed = std::string_view{buffer_}.substr(filled).rfind('\n');
    }
    if (line_feed != std::string_view::npos) lines_end_ = filled + line_feed + 1;
    return n != 0;
}

bool growing_file::end_line() {
    if (buffer_.empty() && !too_long_) return false;
    buffer_ += '\n';
    lines_end_ = buffer_.size();
    return true;
}

void growing_file::give(block& b) {
    std::size_t const size = too_long_ ? buffer_.find('\n') + 1 : lines_end_;
    b.begins_file = std::exchange(begins_, false);
    b.lines_before = lines_;
    b.ends_too_long = std::exchange(too_long_, false);
    b.bytes.assign(b.ends_too_long ? "\n" : std::string_view{buffer_}.substr(0, size));
    b.size = b.bytes.size();
    lines_ += static_cast<std::size_t>(std::ranges::count(b.bytes, '\n'));
    b.bytes.append(json::padding, '\n');
    buffer_.erase(0, size);
    lines_end_ -= size;
}

/// Continues at the beginning of a line.
void growing_file::begin_at(std::size_t position) {
    lseek(file_.get(), static_cast<off_t>(position), SEEK_SET);
    position_ = position;
    begins_ = true;
    lines_ = 0;
    buffer_.clear();
    lines_end_ = 0;
    too_long_ = false;
    splitter_ = {};
}

}  // namespace viz
