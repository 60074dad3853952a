// SPDX-License-Identifier: BSL-1.0
#include "pipeline/progress.hpp"

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

namespace viz {

namespace {

std::string shown_size(double bytes) {
    constexpr std::array<char const*, 4> units{"kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    for (bytes /= 1000; bytes >= 999.95 && unit + 1 < units.size(); bytes /= 1000) ++unit;
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), "%.1f %s", bytes, units[unit]);
    return text.data();
}

std::string shown_time_left(double seconds) {
    constexpr double longest = 359'999;  // the estimate is meaningless if the rate is almost 0
    auto const whole = static_cast<long>(seconds < longest ? seconds + 0.5 : longest);
    std::array<char, 64> text;
    if (whole < 3600) {
        std::snprintf(text.data(), text.size(), "%ld:%02ld", whole / 60, whole % 60);
    } else {
        std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    }
    return text.data();
}

constexpr std::string_view to_end_of_line = "\x1b[K";

}  // namespace

std::string progress_text(std::uintmax_t done, std::optional<std::uintmax_t> total, double seconds) {
    auto const bytes = static_cast<double>(done);
    double const rate = bytes / seconds;
    std::string text = shown_size(bytes);
    bool const end_is_known = total && *total >= done;  // a file may have grown
    if (end_is_known) text += " of " + shown_size(static_cast<double>(*total));
    text += ", " + shown_size(rate) + "/s";
    if (end_is_known && done != 0) text += ", " + shown_time_left(static_cast<double>(*total - done) / rate) + " left";
    return text;
}

metered_source::metered_source(std::unique_ptr<block_source> inner, std::optional<std::uintmax_t> total)
    : inner_(std::move(inner)), total_(total), next_time_(begin_ + std::chrono::seconds{1}) {}

bool metered_source::fill(block& b) {
    bool const more = inner_->next(b);
    done_ += more ? b.size : 0;
    auto const now = clock::now();
    if (!more) {
        clear();
    } else if (now >= next_time_) {
        show(now);
    }
    return more;
}

void metered_source::show(clock::time_point now) {
    next_time_ = now + std::chrono::milliseconds{200};
    std::string const text = progress_text(done_, total_, std::chrono::duration<double>{now - begin_}.count());
    std::fprintf(stderr, "%s%s\r", text.c_str(), to_end_of_line.data());
    shown_ = true;
}

void metered_source::clear() {
    if (std::exchange(shown_, false)) std::fputs(to_end_of_line.data(), stderr);
}

}  // namespace viz
