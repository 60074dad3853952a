// SPDX-License-Identifier: BSL-1.0
#include "views/view.hpp"

#include "views/html_view.hpp"
#include "views/jq_views.hpp"
#include "views/sorting_view.hpp"
#include "views/table_views.hpp"
#include "views/text_view.hpp"
#include "views/trace_view.hpp"

#include <algorithm>

namespace viz {

namespace {

std::unique_ptr<view> make_unsorted_view(options const& o, terminal t, jq_input& input) {
    switch (o.what) {
        case purpose::show: return std::make_unique<text_view>(o, t);
        case purpose::show_data: return std::make_unique<data_view>(o, t);
        case purpose::pass_through: return std::make_unique<pass_through_view>(t);
        case purpose::map: return std::make_unique<map_view>(o.map, t, input);
        case purpose::reduce: return std::make_unique<reduce_view>(o, t, input);
        case purpose::count: return std::make_unique<count_view>(o, t, input);
        case purpose::html: return make_html_view(o);
        case purpose::json: return std::make_unique<json_view>(t);
        case purpose::csv: return std::make_unique<csv_view>(o, t);
        case purpose::trace: return std::make_unique<trace_view>(o, t);
    }
    return nullptr;
}

}  // namespace

std::unique_ptr<view> make_view(options const& o, terminal t, jq_input& input) {
    auto inner = make_unsorted_view(o, t, input);
    if (!o.sort_time) return inner;
    return std::make_unique<sorting_view>(std::move(inner));
}

bool is_shown_at_end(options const& o) {
    bool const gathers = o.what == purpose::reduce || o.what == purpose::count || o.what == purpose::html;
    return o.sort_time || gathers;
}

bool is_shared_view(options const& o) {
    constexpr purpose shared[] = {purpose::show, purpose::show_data, purpose::pass_through, purpose::map, purpose::csv};
    return !o.sort_time && std::ranges::find(shared, o.what) != std::end(shared);
}

}  // namespace viz
