// SPDX-License-Identifier: BSL-1.0
#include "views/reduce_view.hpp"

#include "views/evaluation.hpp"

#include <utility>

namespace viz {

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
    report_failure(out, "--reduce", failure);
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

}  // namespace viz
