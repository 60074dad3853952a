// SPDX-License-Identifier: BSL-1.0
#include "input/joined_source.hpp"

#include "json/padding.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace viz {

namespace {

/// Calls `visit` with each line until it returns false.
template <class Visitor>
void each_line(std::string_view lines, Visitor visit) {
    while (!lines.empty()) {
        std::size_t const size = std::min(lines.find('\n'), lines.size());
        if (!visit(lines.substr(0, size))) return;
        lines.remove_prefix(std::min(size + 1, lines.size()));
    }
}

bool any_needs_joining(std::string_view lines) {
    bool any = false;
    each_line(lines, [&](std::string_view line) {
        any = line_joiner::is_needed_for(line);
        return !any;
    });
    return any;
}

void assign(block& b, std::string& lines) {
    b.size = lines.size();
    lines.append(json::padding, '\n');
    std::swap(b.bytes, lines);
}

}  // namespace

bool joined_source::fill(block& b) {
    if (!next_of_inner(b)) {
        if (joiner_.is_idle()) return false;
        give_rest(b);
        return true;
    }
    if (b.begins_file && !joiner_.is_idle()) {
        std::swap(b, held_);
        holds_ = true;
        give_rest(b);
        return true;
    }
    if (!joiner_.is_idle() || any_needs_joining(b.lines())) join(b);
    return true;
}

bool joined_source::next_of_inner(block& b) {
    if (std::exchange(holds_, false)) {
        std::swap(b, held_);
        return true;
    }
    ended_ = ended_ || !inner_->next(b);
    return !ended_;
}

/// Returns what the end of a file leaves.
void joined_source::give_rest(block& b) {
    b = block{.file = {}, .error = {}, .bytes = std::move(b.bytes)};
    std::string rest;
    joiner_.finish(rest);
    assign(b, rest);
}

void joined_source::join(block& b) {
    std::string joined;
    joined.reserve(b.size + json::padding);
    if (b.ends_too_long) {
        joiner_.finish(joined);
        joined += '\n';
    } else {
        each_line(b.lines(), [&](std::string_view line) {
            joiner_.take(line, joined);
            return true;
        });
    }
    assign(b, joined);
}

}  // namespace viz
