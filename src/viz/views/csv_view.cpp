// SPDX-License-Identifier: BSL-1.0
#include "views/csv_view.hpp"

#include "cli/usage_error.hpp"
#include "encoding/escapes.hpp"
#include "encoding/words.hpp"
#include "formats/csv.hpp"
#include "formats/text.hpp"

#include <algorithm>
#include <utility>

namespace viz {

namespace {

std::vector<std::string> columns_in(std::string_view list) {
    auto names = split(list, ',');
    bool const complete = std::ranges::none_of(names, &std::string::empty);
    if (!complete) throw usage_error{"--columns: the name of a column is missing"};
    return names;
}

}  // namespace

csv_view::csv_view(options const& o, terminal t) : terminal_(t.present) {
    for (auto& name : columns_in(o.columns.value_or("start,end"))) {
        member_path path{name};
        columns_.push_back({.name = std::move(name), .path = std::move(path)});
    }
}

void csv_view::begin(output& out) {
    for (auto const& c : columns_) append_field(out.bytes, c.name);
    out.bytes.back() = '\n';
}

void csv_view::show(record const& r, output& out) {
    for (auto& c : columns_) append_field(out.bytes, text_of(c.path.of(r)));
    out.bytes.back() = '\n';
}

/// Appends a field and a comma.
void csv_view::append_field(std::string& out, std::string_view text) const {
    std::string field;
    if (terminal_) {
        json::append_visible(field, text);
    } else {
        field = text;
    }
    append_csv(out, field);
    out += ',';
}

}  // namespace viz
