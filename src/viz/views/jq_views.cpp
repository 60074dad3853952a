// SPDX-License-Identifier: BSL-1.0
#include "views/jq_views.hpp"

#include "encoding/escapes.hpp"
#include "formats/data_format.hpp"
#include "formats/json.hpp"
#include "formats/text.hpp"
#include "json/cursor.hpp"
#include "json/path.hpp"
#include "json/strings.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace viz {

namespace {

/// Returns the record as a value, or null after reporting an error.
jq_value const* value_of(jq_input& input, record const& r, std::string const& option, output& out) {
    auto const* const value = input.of(r);
    if (value == nullptr) out.complain(option + " cannot read the record, which is skipped: " + input.why());
    return value;
}

void complain(output& out, std::string const& option, std::optional<std::string> const& failure) {
    if (failure) out.complain(option + " failed for the record, which is skipped: " + *failure);
}

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

void append_result(std::string& out, std::string_view json, json::data_format format, terminal t) {
    json::append_formatted(out, json, format, t.present);
    if (format == json::data_format::json) out += '\n';
}

/// Returns the numbers of the values, sorted by their texts.
std::vector<std::uint32_t> in_order(names const& values, std::size_t size) {
    std::vector<std::uint32_t> numbers(size);
    std::iota(numbers.begin(), numbers.end(), 0U);
    std::ranges::sort(numbers, {}, [&](std::uint32_t n) { return std::string_view{values.text(n)}; });
    return numbers;
}

std::string not_counted(std::string const& counted, std::size_t others) {
    return "--count " + counted + ": " + std::to_string(others)
           + " values are not counted, since the distinct values exceed 8 MiB";
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
    complain(out, "--map", failure);
}

reduce_view::reduce_view(options const& o, terminal t, jq_input& input)
    : program_("--reduce", *o.reduce, ".[1] as $r | .[0] | "),
      format_(o.format),
      terminal_(t),
      input_(input),
      result_(jv_object()),
      kept_(jv_object()) {
    input_.is_read_by(".");
}

void reduce_view::show(record const& r, output& out) {
    auto const* const value = value_of(input_, r, "--reduce", out);
    if (value == nullptr) return;
    constexpr std::size_t often_enough = std::size_t{256} << 10U;
    size_since_ += r.json.size();
    if (size_since_ > often_enough) keep();
    add(jq_value{value->copy()}, out);
}

void reduce_view::add(jq_value r, output& out) {
    jq_value pair{jv_array_append(jv_array_append(jv_array(), result_.release()), r.copy())};
    result_ = jq_value{jv_null()};  // the result if there is no output
    auto const failure = program_.run(std::move(pair), [&](jq_value result) {
        result_ = std::move(result);
        return true;
    });
    complain(out, "--reduce", failure);
    if (failure) return restore(out);
    since_.push_back(std::move(r));
}

void reduce_view::keep() {
    kept_ = jq_value{result_.copy()};
    since_.clear();
    size_since_ = 0;
}

void reduce_view::restore(output& out) {
    result_ = jq_value{kept_.copy()};
    for (auto& r : std::exchange(since_, {})) add(std::move(r), out);
    keep();
}

bool reduce_view::finish(output& out) {
    append_result(out.bytes, result_.dump(), format_, terminal_);
    return false;
}

count_view::count_view(options const& o, terminal t, jq_input& input) : format_(o.format), terminal_(t), input_(input) {
    for (auto const& what : o.count) {
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

void count_view::counted::add(std::string_view value, std::size_t count) {
    auto const number = values.number_of(value);
    if (!number) {
        others += count;
        return;
    }
    if (*number == counts.size()) counts.push_back(0);
    counts[*number] += count;
}

void count_view::show(record const& r, output& out) {
    for (auto& c : counted_) {
        if (c.program == nullptr) {
            count_member(c, r);
        } else {
            count_outputs(c, r, out);
        }
    }
}

void count_view::count_member(counted& c, record const& r) {
    std::string_view value = json::value_at(r.data, c.path->names());
    if (value.empty()) value = c.path->of(r);
    if (json::is_there(value)) c.add(text_of(value));
}

void count_view::count_outputs(counted& c, record const& r, output& out) {
    auto const* const value = value_of(input_, r, "--count", out);
    if (value == nullptr) return;
    auto const failure = c.program->run(jq_value{value->copy()}, [&](jq_value const& result) {
        if (result.kind() == JV_KIND_STRING) {
            c.add(result.text());
        } else if (result.kind() != JV_KIND_NULL) {
            c.add(result.dump());
        }
        return true;
    });
    complain(out, "--count", failure);
}

void count_view::absorb(view& other) {
    auto const& others = static_cast<count_view&>(other).counted_;  // cast: the views have the same options
    for (std::size_t i = 0; i < counted_.size(); ++i) {
        auto const& there = others[i];
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
            json += ':' + std::to_string(c.counts[n]);
        }
        json += '}';
        if (c.others > 0) out.complain(not_counted(c.name, c.others));
    }
    json += '}';
    append_result(out.bytes, json, format_, terminal_);
    return false;
}

}  // namespace viz
