// SPDX-License-Identifier: BSL-1.0
#include "views/sorting_view.hpp"

#include "json/text.hpp"
#include "record_facts.hpp"

#include <algorithm>

namespace viz {

void sorting_view::show(record const& r, output&) {
    double const key = by_ == sort_key::start ? json::to_number(r.start) : -duration_of(r);
    if (entries_.size() == limit_) {
        if (key >= entries_.front().key) return;
        std::pop_heap(entries_.begin(), entries_.end());
        entries_.pop_back();
    }
    entries_.push_back({key, spool_.append(r.bytes), r.bytes.size()});
    if (limit_ != std::numeric_limits<std::size_t>::max()) std::push_heap(entries_.begin(), entries_.end());
}

/// What was read once is only read again for a view that looks into it.
void sorting_view::show_again(std::string_view line, output& out) {
    if (inner_->wants() == extent::outline) {
        record outline;
        outline.bytes = line;
        inner_->show(outline, out);
    } else if (auto const* const r = reader_.read(line)) {
        inner_->show(*r, out);
    }
}

bool sorting_view::finish(output& out) {
    if (!sorted_) {
        spool_.seal();
        std::sort(entries_.begin(), entries_.end());
        sorted_ = true;
    }
    constexpr std::size_t part = std::size_t{1} << 20;
    for (; shown_ < entries_.size() && out.bytes.size() < part; ++shown_) {
        auto const& e = entries_[shown_];
        show_again(spool_.at(e.place, e.size), out);
    }
    return shown_ < entries_.size() || inner_->finish(out);
}

}  // namespace viz
