// SPDX-License-Identifier: BSL-1.0
#include "views/count_view.hpp"

#include "formats/json.hpp"
#include "formats/text.hpp"
#include "json/cursor.hpp"
#include "json/path.hpp"
#include "json/strings.hpp"
#include "text/quantity.hpp"
#include "views/evaluation.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace viz {

namespace {

/// Returns the numbers of the values, sorted by their texts.
std::vector<std::uint32_t> in_order(names const& values, std::size_t size) {
    std::vector<std::uint32_t> numbers(size);
    std::iota(numbers.begin(), numbers.end(), 0U);
    std::ranges::sort(numbers, {}, [&](std::uint32_t n) { return std::string_view{values.text(n)}; });
    return numbers;
}

std::string not_counted(std::string const& counted, double others) {
    return "--count " + counted + ": " + text::shown_count(others)
           + " values are not counted, since the distinct values exceed 8 MiB";
}

}  // namespace

count_view::count_view(options const& o, terminal t, jq_input& input) : format_(o.format), terminal_(t), input_(input) {
    for (auto const& what : o.count) {
        bool const is_known = std::ranges::find(counted_, what, &counted::name) != counted_.end();
        if (is_known) continue;  // the names of members of the result must differ
        auto& c = counted_.emplace_back();
        c.name = what;
        if (json::is_path(what)) {
            c.path.emplace(std::string_view{what});
        } else {
            c.program = std::make_unique<jq_program>("--count", what);
            input_.is_read_by(what);
        }
    }
}

void count_view::counted::add(std::string_view value, double count) {
    auto const number = values.number_of(value);
    if (!number) {
        others += count;
        return;
    }
    if (*number == counts.size()) counts.push_back(0);
    counts[*number] += count;
}

void count_view::show(record const& r, output& out) {
    double const weight = weights_.add(r);
    for (auto& c : counted_) {
        if (c.program == nullptr) {
            count_member(c, r, weight);
        } else {
            count_outputs(c, r, weight, out);
        }
    }
}

void count_view::count_member(counted& c, record const& r, double weight) {
    std::string_view value = json::value_at(r.data, c.path->names());
    if (value.empty()) value = c.path->of(r);
    if (json::is_there(value)) c.add(text_of(value), weight);
}

void count_view::count_outputs(counted& c, record const& r, double weight, output& out) {
    auto const* const value = value_of(input_, r, "--count", out);
    if (value == nullptr) return;
    auto const failure = c.program->run(jq_value{value->copy()}, [&](jq_value const& result) {
        if (result.kind() == JV_KIND_STRING) {
            c.add(result.text(), weight);
        } else if (result.kind() != JV_KIND_NULL) {
            c.add(result.dump(), weight);
        }
        return true;
    });
    report_failure(out, "--count", failure);
}

void count_view::absorb(view& other) {
    auto const& o = static_cast<count_view&>(other);  // cast: the views have the same options
    weights_.absorb(o.weights_);
    for (std::size_t i = 0; i < counted_.size(); ++i) {
        auto const& there = o.counted_[i];
        for (std::uint32_t n = 0; n < there.counts.size(); ++n) counted_[i].add(there.values.text(n), there.counts[n]);
        counted_[i].others += there.others;
    }
}

bool count_view::finish(output& out) {
    std::string json = "{";
    auto const separate = [&] {
        if (!json.ends_with('{')) json += ',';
    };
    for (auto const& c : counted_) {
        separate();
        json::append_quoted(json, c.name, {});
        json += ":{";
        for (std::uint32_t const n : in_order(c.values, c.counts.size())) {
            separate();
            json::append_quoted(json, c.values.text(n), {});
            json += ':' + text::shown_count(c.counts[n]);
        }
        json += '}';
        if (c.others > 0) out.complain(not_counted(c.name, c.others));
    }
    json += '}';
    if (weights_.any()) out.complain("--count weighs the records: " + weights_.summary());
    weights_.report(out);
    append_result(out.bytes, json, format_, terminal_);
    return false;
}

}  // namespace viz
