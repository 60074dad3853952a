// SPDX-License-Identifier: BSL-1.0
#include "views/sorting_view.hpp"

#include "record/facts.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace viz {

sorting_view::sorting_view(std::unique_ptr<view> inner, sort_key by, std::optional<int> limit)
    : inner_(std::move(inner)),
      by_(by),
      limit_(limit ? static_cast<std::size_t>(*limit) : std::numeric_limits<std::size_t>::max()) {
    spools_.push_back(std::make_unique<spool>());
}

void sorting_view::show(record const& r, output&) {
    double const key = by_ == sort_key::start ? start_of(r).value_or(0) : -json::seconds_in(duration_of(r));
    if (entries_.size() == limit_) {
        if (key >= entries_.front().key) return;
        drop_last();
    }
    keep(r, key);
    if (limit_ != std::numeric_limits<std::size_t>::max()) {
        std::ranges::push_heap(entries_, comes_before{});
        leave_displaced_behind();
    }
}

void sorting_view::drop_last() {
    kept_size_ -= entries_.front().spooled_size();
    std::ranges::pop_heap(entries_, comes_before{});
    entries_.pop_back();
}

void sorting_view::keep(record const& r, double key) {
    entry e{.key = key,
            .position = r.position,
            .place = 0,
            .size = static_cast<std::uint32_t>(r.bytes.size()),  // a line has at most 16 MiB
            .spool = 0};
    e.place = spools_.front()->append(r.has_line_feed ? std::string_view{r.bytes.data(), e.spooled_size()}
                                                      : std::string{r.bytes} + '\n');
    kept_size_ += e.spooled_size();
    entries_.push_back(e);
}

/// Continues with a new spool if most of this one holds displaced records.
void sorting_view::leave_displaced_behind() {
    constexpr std::size_t worth_it = std::size_t{8} << 20;
    auto& old = *spools_.front();
    if (old.size() < worth_it || old.size() / 2 < kept_size_) return;
    old.seal();
    auto fresh = std::make_unique<spool>();
    for (auto& e : entries_) e.place = fresh->append(old.at(e.place, e.spooled_size()));
    spools_.front() = std::move(fresh);
}

void sorting_view::absorb(view& other) {
    auto& o = static_cast<sorting_view&>(other);
    auto const first = static_cast<std::uint32_t>(spools_.size());
    for (auto& e : o.entries_) e.spool += first;
    entries_.insert(entries_.end(), o.entries_.begin(), o.entries_.end());
    std::ranges::move(o.spools_, std::back_inserter(spools_));
}

void sorting_view::put_in_order() {
    for (auto const& s : spools_) s->seal();
    std::ranges::sort(entries_, comes_before{});
    entries_.resize(std::min(entries_.size(), limit_));
}

/// Reads a record again only for a view that needs its members.
void sorting_view::show_again(entry const& e, output& out) {
    std::string_view const line = spools_[e.spool]->at(e.place, e.size);
    if (inner_->wants() == extent::outline) {
        record outline;
        outline.position = e.position;
        outline.bytes = line;
        outline.has_line_feed = true;
        inner_->show(outline, out);
    } else if (auto const* const r = reader_.read(line, e.position)) {
        inner_->show(*r, out);
    }
}

bool sorting_view::finish(output& out) {
    if (!std::exchange(in_order_, true)) put_in_order();
    constexpr std::size_t part = std::size_t{1} << 20;
    while (shown_ < entries_.size() && out.size() < part) show_again(entries_[shown_++], out);
    return shown_ < entries_.size() || inner_->finish(out);
}

}  // namespace viz
