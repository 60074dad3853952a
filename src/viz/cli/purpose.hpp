// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The purposes of a run, and their properties.

#include <string_view>

namespace viz {

/// What is done with the records that pass the filters.
enum class purpose {
    show,
    show_data,
    pass_through,
    map,
    reduce,
    count,
    stats,
    schema,
    histogram,
    lanes,
    interleaved,
    critical_path,
    html,
    json,
    csv,
    clickhouse,
    trace
};

/// When output is written.
enum class writing {
    at_once,  ///< the output of a record when it is read
    closed,   ///< as `at_once`, and closing text after the last record
    at_end,   ///< nothing before the last record
};

/// How the member that `--by` names is used.
enum class use_of_member { none, groups, names };

/// Properties of a purpose that other options and the reading of records depend on.
struct purpose_facts {
    std::string_view option;  ///< the option that selects it
    writing when = writing::at_once;
    /// Whether several views may share the records, since each is shown alone, or results can be merged by `absorb`.
    bool shared = true;
    bool in_time = false;  ///< records must be in the order of their starts
    use_of_member by = use_of_member::none;
    bool joins_parts = true;   ///< a transaction that was written in parts is one record
    bool to_file = false;      ///< the output goes to a file of its own
    bool much_memory = false;  ///< each view takes about 40 MB
};

/// Returns the properties of a purpose. Only its options, and the view that `make_view` makes, are defined elsewhere.
[[nodiscard]] constexpr purpose_facts facts_of(purpose what) noexcept {
    using enum writing;
    switch (what) {
        case purpose::show: return {.option = "--format text"};
        case purpose::show_data: return {.option = "--data-only"};
        case purpose::pass_through: return {.option = "--pass-through", .joins_parts = false};
        case purpose::map: return {.option = "--map"};
        case purpose::reduce: return {.option = "--reduce", .when = at_end, .shared = false};
        case purpose::count: return {.option = "--count", .when = at_end};
        case purpose::stats:
            return {.option = "--stats", .when = at_end, .by = use_of_member::groups, .much_memory = true};
        case purpose::schema: return {.option = "--schema", .when = at_end};
        case purpose::histogram: return {.option = "--histogram", .when = at_end};
        case purpose::lanes: return {.option = "--lanes", .when = at_end, .shared = false, .by = use_of_member::names};
        case purpose::interleaved:
            return {.option = "--interleaved",
                    .when = at_end,
                    .shared = false,
                    .in_time = true,
                    .by = use_of_member::names};
        case purpose::critical_path: return {.option = "--critical-path"};
        case purpose::html: return {.option = "--html", .when = at_end, .shared = false, .to_file = true};
        case purpose::json: return {.option = "--format json", .when = closed, .shared = false, .joins_parts = false};
        case purpose::csv: return {.option = "--format csv"};
        case purpose::clickhouse: return {.option = "--format clickhouse", .joins_parts = false};
        case purpose::trace: return {.option = "--format chrome-trace", .when = closed, .shared = false};
    }
    return {};
}

}  // namespace viz
