// SPDX-License-Identifier: BSL-1.0
#include "views/sorting_view.hpp"

#include "json/text.hpp"

#include <algorithm>

namespace viz {

void sorting_view::show(record const& r, output&) {
    entries_.push_back({json::to_number(r.start), spool_.append(r.bytes), r.bytes.size()});
}

bool sorting_view::finish(output& out) {
    if (!sorted_) {
        spool_.seal();
        std::ranges::stable_sort(entries_, {}, &entry::start);
        sorted_ = true;
    }
    constexpr std::size_t part = std::size_t{1} << 20;
    for (; shown_ < entries_.size() && out.bytes.size() < part; ++shown_) {
        auto const& e = entries_[shown_];
        auto const* const r = reader_.read(spool_.at(e.place, e.size), inner_->wants());
        if (r != nullptr) inner_->show(*r, out);
    }
    return shown_ < entries_.size() || inner_->finish(out);
}

}  // namespace viz
