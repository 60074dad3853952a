// SPDX-License-Identifier: BSL-1.0
#include "pipeline/reporter.hpp"

#include "encoding/escapes.hpp"
#include "encoding/utf8.hpp"
#include "system/terminal.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace viz {

namespace {

/// Removes the first `size` bytes.
void drop_front(std::span<iovec>& pieces, std::size_t size) {
    while (!pieces.empty() && size >= pieces.front().iov_len) {
        size -= pieces.front().iov_len;
        pieces = pieces.subspan(1);
    }
    if (size == 0) return;
    pieces.front().iov_base = static_cast<char*>(pieces.front().iov_base) + size;
    pieces.front().iov_len -= size;
}

/// Another process that shares standard output may have made it non-blocking.
void wait_for_room() {
    pollfd room{STDOUT_FILENO, POLLOUT, 0};
    poll(&room, 1, -1);
}

}  // namespace

void print_message(std::string_view message) {
    std::string text = has_status_line() ? "\x1b[K" : "";  // erases the progress line
    text += "log-defer-viz: ";
    json::append_visible(text, json::well_formed(message));  // the message may quote a record or the name of a file
    text += '\n';
    std::fwrite(text.data(), 1, text.size(), stderr);
}

bool reporter::report(block const& b, block_result const& result) {
    if (b.begins_file) {
        file_ = b.file == "-" ? "(standard input)" : b.file;
        lines_ = b.lines_before;
    }
    bool const read = write_all(result.out);
    for (auto const& remark : result.out.remarks()) print_message(place(remark.line) + ": " + remark.text);
    if (result.odd_start && !std::exchange(noted_start_, true)) {
        print_message(place(result.odd_start->line) + ": " + result.odd_start->text);
    }
    for (auto const& reason : result.reasons) {
        if (reasons_.size() < block_result::most_reasons) reasons_.push_back(place(reason.line) + ": " + reason.text);
    }
    skipped_ += result.skipped;
    if (foreign_ == 0 && result.foreign != 0) first_foreign_ = place(result.first_foreign);
    foreign_ += result.foreign;
    lines_ += result.lines;
    has_input_ = has_input_ || b.error.empty() || b.size != 0;
    if (!b.error.empty()) fail(file_ + ": " + b.error);
    if (!b.waits_for.empty()) print_message(file_ + ": " + b.waits_for + "; waiting until it can be read");
    if (result.stopped) status_ = exit_status::failed;
    return read && !result.stopped;
}

bool reporter::write(output const& out) {
    for (auto const& remark : out.remarks()) print_message(remark.text);
    return write_all(out);
}

void reporter::report_skipped() const {
    if (foreign_ != 0) {
        print_message(first_foreign_ + ": this object has none of start, end and logs, so it is probably not a record"
                      + (foreign_ == 1 ? "" : "; there are " + std::to_string(foreign_) + " such objects"));
    }
    if (skipped_ == 0) return;
    std::string text = "skipped " + std::to_string(skipped_)
                       + (skipped_ == 1 ? " line that is not a record" : " lines that are not records");
    if (!reasons_.empty()) text += ':';
    for (auto const& reason : reasons_) text += "\n  " + reason;
    if (!reasons_.empty() && skipped_ > reasons_.size()) text += "\n  ...";
    print_message(text);
}

bool reporter::write_all(output const& out) {
    constexpr std::size_t at_once = 1024;  // the limit of the system
    std::vector<iovec> pieces;
    bool good = true;
    out.each_piece([&](std::string_view bytes) {
        if (pieces.size() == at_once) {
            good = good && write_pieces(pieces);
            pieces.clear();
        }
        // cast: the type of the system has no variant for constant data
        pieces.push_back({const_cast<char*>(bytes.data()), bytes.size()});
    });
    return good && write_pieces(pieces);
}

bool reporter::write_pieces(std::span<iovec> pieces) {
    for (;;) {
        while (!pieces.empty() && pieces.front().iov_len == 0) pieces = pieces.subspan(1);
        if (pieces.empty()) return true;
        ssize_t const n = writev(STDOUT_FILENO, pieces.data(), static_cast<int>(pieces.size()));
        if (n >= 0) {
            drop_front(pieces, static_cast<std::size_t>(n));
        } else if (errno == EPIPE) {
            return false;
        } else if (errno == EAGAIN) {
            wait_for_room();
        } else if (errno != EINTR) {
            fail("standard output: " + std::generic_category().message(errno));
            return false;
        }
    }
}

void reporter::fail(std::string const& message) {
    print_message(message);
    status_ = exit_status::failed;
}

std::string reporter::place(std::size_t line) const { return file_ + ":" + std::to_string(lines_ + line); }

}  // namespace viz
