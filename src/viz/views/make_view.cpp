// SPDX-License-Identifier: BSL-1.0
#include "views/make_view.hpp"

#include "views/clickhouse_view.hpp"
#include "views/count_view.hpp"
#include "views/critical_path_view.hpp"
#include "views/csv_view.hpp"
#include "views/data_view.hpp"
#include "views/histogram_view.hpp"
#include "views/html_view.hpp"
#include "views/interleaved_view.hpp"
#include "views/json_view.hpp"
#include "views/lanes_view.hpp"
#include "views/map_view.hpp"
#include "views/pass_through_view.hpp"
#include "views/reduce_view.hpp"
#include "views/schema_view.hpp"
#include "views/sorting_view.hpp"
#include "views/stats_view.hpp"
#include "views/text_view.hpp"
#include "views/trace_view.hpp"

#include <memory>
#include <utility>

namespace viz {

namespace {

std::unique_ptr<view> make_unsorted_view(options const& o, terminal t, jq_input& input) {
    switch (o.what) {
        case purpose::show: return std::make_unique<text_view>(o, t);
        case purpose::show_data: return std::make_unique<data_view>(o, t);
        case purpose::pass_through: return std::make_unique<pass_through_view>(t);
        case purpose::map: return std::make_unique<map_view>(*o.map, t, input);
        case purpose::reduce: return std::make_unique<reduce_view>(o, t, input);
        case purpose::count: return std::make_unique<count_view>(o, t, input);
        case purpose::stats: return std::make_unique<stats_view>(o, t, input);
        case purpose::schema: return std::make_unique<schema_view>(overview_style_of(o, t));
        case purpose::histogram: return std::make_unique<histogram_view>(overview_style_of(o, t));
        case purpose::lanes: return std::make_unique<lanes_view>(o, t, input);
        case purpose::interleaved: return std::make_unique<interleaved_view>(o, t, input);
        case purpose::critical_path: return std::make_unique<critical_path_view>(o, t);
        case purpose::html: return make_html_view(o);
        case purpose::json: return std::make_unique<json_view>(t);
        case purpose::csv: return std::make_unique<csv_view>(o, t);
        case purpose::clickhouse: return std::make_unique<clickhouse_view>(o, t);
        case purpose::trace: return std::make_unique<trace_view>(o, t);
    }
    return nullptr;
}

}  // namespace

std::unique_ptr<view> make_view(options const& o, terminal t, jq_input& input) {
    auto inner = make_unsorted_view(o, t, input);
    if (!o.sort) return inner;
    return std::make_unique<sorting_view>(std::move(inner), *o.sort, o.top);
}

bool is_shown_at_end(options const& o) { return o.sort || facts_of(o.what).when == writing::at_end; }

bool is_shared_view(options const& o) { return facts_of(o.what).shared; }

}  // namespace viz
