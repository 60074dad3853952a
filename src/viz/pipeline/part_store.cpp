// SPDX-License-Identifier: BSL-1.0
#include "pipeline/part_store.hpp"

#include "encoding/words.hpp"
#include "input/block.hpp"
#include "json/padding.hpp"
#include "record/facts.hpp"
#include "record/joined_record.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace viz {

namespace {

/// The mended text of a line can be three times as long.
constexpr std::size_t most_in_memory = 3 * longest_line + 1;

}  // namespace

bool part_store::take(record const& r) {
    auto const part = part_of(r);
    if (!part) return false;
    if (spools_.empty()) spools_.push_back(std::make_unique<spool>(most_in_memory));
    entries_.push_back({.position = r.position,
                        .place = spools_.front()->append(r.json),
                        .size = static_cast<std::uint32_t>(r.json.size()),
                        .spool = 0,
                        .id_at = static_cast<std::uint32_t>(r.id.data() - r.json.data()),
                        .id_size = static_cast<std::uint32_t>(r.id.size()),
                        .part = *part});
    return true;
}

void part_store::absorb(part_store& other) {
    auto const first = static_cast<std::uint32_t>(spools_.size());
    for (auto& e : other.entries_) e.spool += first;
    entries_.insert(entries_.end(), other.entries_.begin(), other.entries_.end());
    std::ranges::move(other.spools_, std::back_inserter(spools_));
}

record const* part_store::next() {
    if (!std::exchange(in_order_, true)) put_in_order();
    while (next_ < groups_.size()) {
        group& g = groups_[next_];
        auto const* const r = join(g);
        if (g.begin == g.end) ++next_;
        if (r != nullptr) return r;
        ++unreadable_;
    }
    return nullptr;
}

std::vector<std::string> part_store::messages() const {
    std::vector<std::string> result;
    if (incomplete_ > 0) {
        result.push_back(counted(incomplete_, "record") + (incomplete_ == 1 ? " lacks" : " lack") + " parts, such as "
                         + example_);
    }
    if (in_pieces_ > 0) {
        result.push_back(counted(in_pieces_, "record") + (in_pieces_ == 1 ? " is" : " are")
                         + " shown in pieces, since the parts together have more than 16 MiB");
    }
    if (unreadable_ > 0) {
        result.push_back(counted(unreadable_, "record") + " in parts cannot be read again, and "
                         + (unreadable_ == 1 ? "is" : "are") + " not shown");
    }
    return result;
}

void part_store::put_in_order() {
    for (auto const& s : spools_) s->seal();
    std::ranges::sort(entries_, {}, [&](entry const& e) { return std::tuple{id_of(e), e.part, e.position}; });
    for (std::size_t i = 1; i < entries_.size(); ++i) {
        entry const& before = entries_[i - 1];
        bool const again = before.part == entries_[i].part && id_of(before) == id_of(entries_[i]);
        entries_[i].copy = again ? before.copy + 1 : 0;
    }
    std::ranges::sort(entries_, {}, [&](entry const& e) { return std::tuple{id_of(e), e.copy, e.part}; });
    find_groups();
    std::ranges::sort(groups_, {}, &group::position);
}

void part_store::find_groups() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        bool const continues =
            i > 0 && entries_[i - 1].copy == entries_[i].copy && id_of(entries_[i - 1]) == id_of(entries_[i]);
        if (continues) {
            groups_.back().end = i + 1;
        } else {
            groups_.push_back({.position = entries_[i].position, .begin = i, .end = i + 1});
        }
    }
}

record const* part_store::read(entry const& e) {
    return reader_.read(spools_[e.spool]->at(e.place, e.size), e.position);
}

/// Joins as many parts as fit a line. A single one is returned as it is.
record const* part_store::join(group& g) {
    if (g.returned == 0) note_missing(g);
    std::uint64_t const position = entries_[g.begin].position;
    std::size_t end = g.begin + 1;
    for (std::size_t size = entries_[g.begin].size; end < g.end; ++end) {
        size += entries_[end].size;
        if (size > longest_line) break;
    }
    if (g.returned == 0 && end < g.end) ++in_pieces_;
    g.returned = entries_[end - 1].part;
    if (end - g.begin == 1) return read(entries_[g.begin++]);
    joined_record all;
    for (; g.begin < end; ++g.begin) {
        auto const* const part = read(entries_[g.begin]);
        if (part != nullptr) {
            all.add(*part);
        } else {
            ++unreadable_;
        }
    }
    joined_ = all.json();
    std::size_t const size = joined_.size();
    joined_.append(json::padding, '\n');
    return reader_.read(std::string_view{joined_}.substr(0, size), position);
}

void part_store::note_missing(group const& g) {
    std::uint32_t wanted = 1;
    for (std::size_t i = g.begin; i < g.end && entries_[i].part == wanted; ++i) ++wanted;
    if (wanted > entries_[g.end - 1].part) return;
    if (incomplete_++ == 0) {
        example_ = "part " + std::to_string(wanted) + " of " + std::string{id_of(entries_[g.begin]).substr(0, 80)};
    }
}

std::string_view part_store::id_of(entry const& e) const { return spools_[e.spool]->at(e.place + e.id_at, e.id_size); }

}  // namespace viz
