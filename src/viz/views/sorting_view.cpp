// SPDX-License-Identifier: BSL-1.0
#include "views/sorting_view.hpp"

#include "json/text.hpp"

#include <algorithm>
#include <utility>

namespace viz {

void sorting_view::show(record const& r, output&) {
    entries_.push_back({json::to_number(r.start), spool_.append(r.bytes), r.bytes.size()});
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
        std::ranges::sort(entries_, {}, [](entry const& e) { return std::pair{e.start, e.place}; });
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
