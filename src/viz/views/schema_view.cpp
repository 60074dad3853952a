// SPDX-License-Identifier: BSL-1.0
#include "views/schema_view.hpp"

#include "encoding/colours.hpp"
#include "encoding/escapes.hpp"
#include "formats/json.hpp"
#include "json/cursor.hpp"
#include "json/strings.hpp"
#include "text/table.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace viz {

namespace {

constexpr std::size_t deepest = 8;
constexpr std::array<std::string_view, 7> type_names{"null",   "boolean", "integer", "number",
                                                     "string", "array",   "object"};

}  // namespace

schema_view::type schema_view::type_of(std::string_view value) {
    switch (value.front()) {
        case 'n': return type::null;
        case 't':
        case 'f': return type::boolean;
        case '"': return type::string;
        case '[': return type::array;
        case '{': return type::object;
        default: return value.find_first_of(".eE") == std::string_view::npos ? type::integer : type::number;
    }
}

bool schema_view::conflict(counts const& c) {
    auto const has = [&](type t) { return c[static_cast<std::size_t>(t)] > 0; };
    bool const numbers = has(type::integer) || has(type::number);
    return int{has(type::boolean)} + int{numbers} + int{has(type::string)} + int{has(type::array)}
               + int{has(type::object)}
           > 1;
}

std::string schema_view::described(counts const& c) {
    std::string text;
    for (std::size_t i = 0; i < types; ++i) {
        if (c[i] == 0) continue;
        if (!text.empty()) text += ", ";
        text += std::string{type_names[i]} + ' ' + std::to_string(c[i]);
    }
    return text;
}

/// Returns a name as a part of a path. One with a dot is quoted, so that its path is not that of a nested member.
std::string schema_view::step(std::string const& name) {
    if (!name.empty() && name.find_first_of(".\"") == std::string::npos) return name;
    std::string quoted;
    json::append_quoted(quoted, name, {});
    return quoted;
}

schema_view::counts* schema_view::counts_of(std::string_view path) {
    auto const number = paths_.number_of(path);
    if (!number) return nullptr;
    if (*number == counts_.size()) counts_.emplace_back();
    return &counts_[*number];
}

void schema_view::add(std::string const& path, std::string_view value, std::size_t depth) {
    if (auto* const known = counts_of(path)) {
        ++(*known)[static_cast<std::size_t>(type_of(value))];
    } else {
        ++others_;
    }
    if (value.front() == '{' && depth < deepest) add_members(path + '.', value, depth + 1);
}

/// Of several members of one name the last one counts, as everywhere.
void schema_view::add_members(std::string const& prefix, std::string_view object, std::size_t depth) {
    std::map<std::string, std::string_view> members;
    json::cursor at{object};
    at.members([&](std::string_view key) { members.insert_or_assign(json::unescaped(key), at.value()); });
    for (auto const& [name, value] : members) add(prefix + step(name), value, depth);
}

void schema_view::show(record const& r, output&) {
    ++records_;
    add_members("", r.json, 0);
}

void schema_view::absorb(view& other) {
    auto const& o = static_cast<schema_view&>(other);  // cast: the views have the same options
    for (std::uint32_t n = 0; n < o.counts_.size(); ++n) {
        auto* const here = counts_of(o.paths_.text(n));
        if (here == nullptr) {
            others_ += std::accumulate(o.counts_[n].begin(), o.counts_[n].end(), std::size_t{0});
            continue;
        }
        for (std::size_t i = 0; i < types; ++i) (*here)[i] += o.counts_[n][i];
    }
    others_ += o.others_;
    records_ += o.records_;
}

bool schema_view::finish(output& out) {
    std::vector<std::uint32_t> order(counts_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t n) { return std::string_view{paths_.text(n)}; });
    text::table table{"frll", style_.columns, style_.colours.heading};
    table.add({"member", "count", "types", ""});
    for (auto const n : order) {
        std::string name;
        json::append_visible_in_line(name, paths_.text(n));
        auto const count = std::accumulate(counts_[n].begin(), counts_[n].end(), std::size_t{0});
        std::string const mark = conflict(counts_[n]) ? text::coloured("conflict", style_.colours.failed) : "";
        table.add({std::move(name), std::to_string(count), described(counts_[n]), mark});
    }
    table.print(out.bytes);
    out.bytes += records_ == 0 ? std::string{no_records} : std::to_string(records_) + " records\n";
    if (others_ > 0) {
        out.complain("--schema: " + std::to_string(others_)
                     + " values are not counted, since the names of members exceed 8 MiB");
    }
    return false;
}

}  // namespace viz
