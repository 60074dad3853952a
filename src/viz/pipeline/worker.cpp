// SPDX-License-Identifier: BSL-1.0
#include "pipeline/worker.hpp"

#include "encoding/colours.hpp"
#include "input/wrappers.hpp"
#include "pipeline/objects_in_text.hpp"
#include "record/facts.hpp"
#include "views/make_view.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace viz {

namespace {

/// The bytes of lines in which nothing is missed: blank lines, holes, and the brackets around the elements of an array.
constexpr std::string_view nothing{" \t\r[],\0", 7};

/// Returns whether a line looks like a record from outside: the only check of a line that a filter drops without
/// reading it.
bool has_shape_of_record(std::string_view line) {
    std::size_t const last = line.find_last_not_of(" \t\r");
    return last != std::string_view::npos && line[last] == '}' && object_start(line) != std::string_view::npos;
}

}  // namespace

worker::worker(options const& o, terminal t)
    : strict_(o.strict),
      joins_parts_(facts_of(o.what).joins_parts && o.follow == following::no),
      tells_at_once_(o.follow != following::no),
      filters_(make_filters(o, input_)),
      view_(make_view(o, t, input_)),
      names_(o) {
    if (filters_.empty() && !strict_) wanted_ = view_->wants();
}

void worker::process(block const& b, block_result& result) {
    for (std::string_view left = b.lines(); !left.empty() && !result.stopped;) {
        std::size_t const size = std::min(left.find('\n'), left.size());
        result.out.at_line(++result.lines);
        std::string_view const line = left.substr(0, size);
        std::uint64_t const position = b.position + (b.size - left.size());
        left.remove_prefix(std::min(size + 1, left.size()));
        bool const too_long = line.size() > longest_line || (b.ends_too_long && left.empty());
        if (too_long) {
            skip(result, "longer than 16 MiB");
        } else {
            names_.look_at(line, position);
            process_line(line, position, result);
        }
    }
    reader_.give_back_excess();
    names_.give_back_excess();
}

void worker::process_line(std::string_view line, std::uint64_t position, block_result& result) {
    if (!strict_ && !may_keep(line) && !may_be_part(line) && has_shape_of_record(line)) return;
    auto const* const r = reader_.read(line, position, wanted_);
    if (r == nullptr) return look_into(line, position, result);
    if (r->start.empty() && is_foreign(*r)) {
        if (lacks_message(line)) return skip(result, "its MESSAGE is null; journalctl needs --all for long texts");
        note_foreign(result);
    }
    if (!result.stopped) show(*r, result);
}

/// Shows the records of a line that is not simply one record: text or other objects are around them.
void worker::look_into(std::string_view line, std::uint64_t position, block_result& result) {
    std::string_view const why = reader_.why();
    std::string_view const plain =
        line.find('\x1b') == std::string_view::npos ? line : result.out.keep(text::without_colours(line));
    if (plain.find_first_not_of(nothing) == std::string_view::npos) return;
    bool found = false;
    auto const show_object = [&](std::string_view object, std::size_t place) {
        auto const* const r = reader_.read(object, position + place, wanted_);
        if (r == nullptr || is_foreign(*r)) return true;
        found = true;
        show(*r, result);
        return !result.stopped;
    };
    each_object(plain, show_object, [&] {
        if (found) skip(result, "an incomplete object follows a record");
    });
    if (!found) skip(result, why);
}

void worker::show(record const& r, block_result& result) {
    if (!noted_start_) note_start(r, result);
    if (joins_parts_ && parts_.take(r)) return;
    if (keeps(r, result.out)) view_->show(r, result.out);
}

void worker::absorb(worker& other) {
    other_views_.push_back(std::move(other.view_));
    names_.absorb(other.names_);
    parts_.absorb(other.parts_);
}

/// Filters decide about whole records, so parts are filtered after they are joined.
bool worker::finish(output& out) {
    constexpr std::size_t enough = std::size_t{1} << 20;
    while (out.size() < enough) {
        auto const* const r = parts_.next();
        if (r == nullptr) return finish_view(out);
        if (keeps(*r, out)) view_->show(*r, out);
    }
    return true;
}

/// Views are merged after the last record was shown.
bool worker::finish_view(output& out) {
    for (auto const& other : std::exchange(other_views_, {})) view_->absorb(*other);
    return view_->finish(out);
}

std::vector<std::string> worker::messages() const {
    auto all = names_.messages();
    std::ranges::copy(parts_.messages(), std::back_inserter(all));
    return all;
}

/// Objects without the members of a record are shown nevertheless: filters and expressions work with any objects.
void worker::note_foreign(block_result& result) const {
    if (strict_) return skip(result, "an object without start, end and logs");
    if (result.foreign++ == 0) result.first_foreign = result.lines;
}

void worker::note_start(record const& r, block_result& result) {
    std::string doubt = doubt_about_start(r.start);
    if (doubt.empty()) return;
    result.odd_start = {result.lines, std::move(doubt)};
    noted_start_ = true;
}

void worker::skip(block_result& result, std::string_view why) const {
    ++result.skipped;
    if (tells_at_once_) {
        result.out.complain(std::string{why});
    } else if (result.reasons.size() < block_result::most_reasons) {
        result.reasons.push_back({result.lines, std::string{why}});
    }
    result.stopped = strict_;
}

bool worker::may_keep(std::string_view line) const {
    return std::ranges::all_of(filters_, [&](auto const& f) { return f->may_keep(line); });
}

bool worker::may_be_part(std::string_view line) const {
    return joins_parts_ && part_key_.find_in(line) != std::string_view::npos;
}

bool worker::keeps(record const& r, output& out) {
    return std::ranges::all_of(filters_, [&](auto const& f) { return f->keeps(r, out); });
}

}  // namespace viz
