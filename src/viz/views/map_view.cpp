// SPDX-License-Identifier: BSL-1.0
#include "views/map_view.hpp"

#include "encoding/escapes.hpp"
#include "formats/json.hpp"
#include "views/evaluation.hpp"

namespace viz {

namespace {

void append_line(std::string& out, jq_value const& value, bool terminal) {
    if (value.kind() == JV_KIND_STRING && terminal) {
        json::append_visible(out, value.text());
    } else if (value.kind() == JV_KIND_STRING) {
        out += value.text();
    } else if (value.kind() != JV_KIND_NULL) {
        json::append_compact(out, value.dump(), {.del = terminal});
    }
    if (!out.ends_with('\n') || value.kind() != JV_KIND_STRING || value.text().empty()) out += '\n';
}

}  // namespace

map_view::map_view(std::string const& expression, terminal t, jq_input& input)
    : program_("--map", expression), terminal_(t), input_(input) {
    input_.is_read_by(expression);
}

void map_view::show(record const& r, output& out) {
    auto const* const value = value_of(input_, r, "--map", out);
    if (value == nullptr) return;
    std::size_t const begin = out.bytes.size();
    auto const failure = program_.run(jq_value{value->copy()}, [&](jq_value const& result) {
        append_line(out.bytes, result, terminal_.present);
        return true;
    });
    if (failure) out.bytes.resize(begin);
    report_failure(out, "--map", failure);
}

}  // namespace viz
