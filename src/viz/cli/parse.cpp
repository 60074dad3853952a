// SPDX-License-Identifier: BSL-1.0
#include "cli/parse.hpp"

#include "cli/abbreviations.hpp"
#include "cli/choices.hpp"
#include "cli/completion.hpp"
#include "cli/help.hpp"
#include "cli/usage_error.hpp"
#include "counting/folding.hpp"
#include "encoding/utf8.hpp"
#include "encoding/words.hpp"
#include "formats/data_format.hpp"
#include "record/level.hpp"

#include <logdefer/base/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <string_view>
#include <utility>
#include <variant>

namespace viz {

namespace {

constexpr choices<json::data_format, 4> data_formats{{{"json", json::data_format::json},
                                                      {"json-pretty", json::data_format::json_pretty},
                                                      {"yaml", json::data_format::yaml},
                                                      {"dumper", json::data_format::dumper}}};

constexpr std::pair<std::string_view, purpose> named_format(purpose what) {
    constexpr std::string_view option = "--format ";
    return {facts_of(what).option.substr(option.size()), what};
}

constexpr choices<purpose, 5> output_formats{{named_format(purpose::show), named_format(purpose::json),
                                              named_format(purpose::csv), named_format(purpose::clickhouse),
                                              named_format(purpose::trace)}};

/// What `--sort` puts in order: records, or the rows of `--stats`.
using order = std::variant<sort_key, row_order>;

constexpr choices<order, 8> orders{{{"start", sort_key::start},
                                    {"duration", sort_key::duration},
                                    {"count", row_order::count},
                                    {"errors", row_order::errors},
                                    {"p50", row_order::p50},
                                    {"p90", row_order::p90},
                                    {"p99", row_order::p99},
                                    {"max", row_order::max}}};

/// What the parser stores, before it is interpreted and checked.
struct raw_options {
    options result;
    bool verbose = false;
    bool quiet = false;
    bool follow = false;
    bool follow_reopen = false;
    bool pass_through = false;
    bool data_only = false;
    bool stats = false;
    bool histogram = false;
    bool schema = false;
    bool lanes = false;
    bool interleaved = false;
    bool critical_path = false;
    bool sort_time = false;
    std::optional<std::string> sort;
    std::optional<bool> data;
    std::optional<std::string> data_format;
    std::optional<std::string> output_format;
    std::optional<std::string> completion;
    std::optional<double> clock;
};

/// The group of options that the help does not list.
constexpr char const* hidden = "";

/// Options that are listed together in the help. The last of several counts, so that an option of an alias can be
/// overridden; only options that collect values take them all.
class section {
public:
    section(CLI::App& app, std::string name) : app_(app), name_(std::move(name)) {}

    template <class Boolean>
    CLI::Option* flag(std::string const& names, Boolean& to, std::string const& text) {
        auto const set = [&to](std::int64_t value) { to = value > 0; };  // negative if the negated name was used
        return app_.add_flag_function(names, set, text)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
            ->group(name_);
    }

    /// Adds an option whose value can be any bytes, such as the name of a file.
    template <class Value>
    CLI::Option* bytes(std::string const& names, Value& to, std::string const& type, std::string const& text) {
        constexpr bool collects = requires { to.push_back({}); } && !std::same_as<Value, std::string>;
        return app_.add_option(names, to, text)
            ->check(not_empty)
            ->type_name(type)
            ->multi_option_policy(collects ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::TakeLast)
            ->group(name_);
    }

    template <class Value>
    CLI::Option* value(std::string const& names, Value& to, std::string const& type, std::string const& text) {
        return bytes(names, to, type, text)->check(utf8);
    }

    /// Adds an option whose value may be empty, which the parser itself would treat as missing.
    CLI::Option* any_text(std::string const& names, std::optional<std::string>& to, std::string const& type,
                          std::string const& text) {
        auto const set = [&to](std::string const& value) { to = value; };
        return app_.add_option_function<std::string>(names, set, text)
            ->check(utf8)
            ->type_name(type)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
            ->group(name_);
    }

private:
    static std::string refuse_empty(std::string const& value) { return value.empty() ? "the value is empty" : ""; }

    /// Rejects text that cannot occur in a record.
    static std::string refuse_ill_formed(std::string const& value) {
        return json::well_formed(value) == value ? "" : "the value is not UTF-8";
    }

    inline static CLI::Validator const not_empty{refuse_empty, ""};
    inline static CLI::Validator const utf8{refuse_ill_formed, ""};

    CLI::App& app_;
    std::string name_;
};

void add_input(CLI::App& app, raw_options& raw) {
    auto& o = raw.result;
    section group{app, "Input"};
    group.bytes("FILE", o.files, "", "read these files, compressed or not");
    auto* const follow = group.flag("-f,--follow", raw.follow, "wait for records at the end of the file");
    auto* const reopen = group.flag("-F,--follow-reopen", raw.follow_reopen,
                                    "like --follow, but go on with the new file after a rotation");
    follow->excludes(reopen);
    group.flag("--strict", o.strict, "stop at the first line that is not a record");
}

void add_filters(CLI::App& app, raw_options& raw) {
    auto& o = raw.result;
    section group{app, "Filters"};
    group.value("--where", o.where, "TEST",
                "keep records by their members: 'status=500 && user~jane' (= != < <= > >= ~)");
    group.value("--level", o.level, "LEVEL", "keep records with a line of this level or more severe, or that failed");
    group.value("--slower-than", o.slower_than, "TIME", "keep records that took longer: 500ms, 2s, 1m");
    group.value("--since", o.since, "TIME",
                "keep records from this time on: 2026-11-25T08:00, or 10m for 10 minutes ago");
    group.value("--until", o.until, "TIME", "keep records from before this time");
    group.value("--at", o.at, "TIME", "keep records that ran at this time");
    group.value("--last", o.last, "TIME", "keep records from the last part of the log: 10s, 5m");
    group.any_text("--has-timer", o.has_timer, "NAME", "keep records with a timer of this name");
    group.value("--grep-text", o.grep_text, "TEXT", "keep records that contain this text");
    group.value("-g,--grep,--filter", o.grep, "JQ",
                "keep records for which the first output of the expression is neither null nor false");
}

void add_order(CLI::App& app, raw_options& raw) {
    section group{app, "Order"};
    group.value(
        "--sort", raw.sort, "KEY",
        "sort records by start, or by duration with the longest first; or the rows of --stats by count, errors, "
        "p50, p90, p99 or max, with the greatest first");
    group.flag("--sort-time", raw.sort_time, "sort records by start");
    group.value("--top", raw.result.top, "N",
                "keep the first N records in the order of --sort (default: the longest), or N values of --by");
}

void add_purposes(CLI::App& app, raw_options& raw) {
    auto& o = raw.result;
    section group{app, "Output"};
    group.flag("--pass-through,--pt", raw.pass_through, "write records exactly as they were read");
    group.value("-m,--map", o.map, "JQ", "write the results of the expression for each record");
    group.value("-r,--reduce", o.reduce, "JQ", "write the result of: reduce inputs as $r ({}; JQ)");
    group
        .value("--count", o.count, "PATH|JQ",
               "count the values of a member of the data, or of an expression; may be given several times")
        ->allow_extra_args(false);
    group.value("--format", raw.output_format, "FORMAT",
                "write records as " + listed(names_in(output_formats)) + " (default: text)");
    group.value(
        "--columns", o.columns, "PATHS",
        "write these columns of csv: start,end,data.user,timers.db (default: start,end); or add these to clickhouse: "
        "route,user=data.user.name");
    group.bytes("--html", o.html, "FILE", "write an HTML page to FILE");
}

void add_overviews(CLI::App& app, raw_options& raw) {
    auto& o = raw.result;
    section group{app, "Overviews"};
    group.flag("--stats", raw.stats, "show counts, rates, errors and percentiles of the records and of each timer");
    group.flag("--histogram", raw.histogram, "show how many records took how long");
    group.flag("--schema", raw.schema, "show the members of the records, and the types of their values");
    group.flag("--lanes", raw.lanes, "show which records ran at the same time, as bars in lanes");
    group.flag("--interleaved", raw.interleaved, "show the events of all records in the order of time");
    group.flag("--critical-path", raw.critical_path, "show the timers that determine how long each record took");
    group.value("--by", o.by, "PATHS|JQ",
                "report --stats for each value of this member, of several (method,status), or of an expression, too; "
                "show it in --lanes and --interleaved");
    group
        .value(
            "--fold", o.fold, "RULE",
            "join values of --by: ids for /orders/:id instead of /orders/17, or a pattern like /users/*/posts; may be "
            "given several times")
        ->allow_extra_args(false);
}

void add_text(CLI::App& app, raw_options& raw) {
    auto& o = raw.result;
    section group{app, "Text"};
    auto* const verbose = group.flag("-v,--verbose", raw.verbose, "show lines up to level 40, and the data");
    auto* const quiet = group.flag("-q,--quiet", raw.quiet, "show lines up to level 20, and no timers");
    verbose->excludes(quiet);
    group.value("--verbosity", o.verbosity, "N", "show lines up to this level (default: 30)");
    group.flag("--error,!--noerror,!--no-error", o.error, "show or hide lines of level 10, whatever the verbosity");
    group.flag("--warn,!--nowarn,!--no-warn", o.warn, "show or hide lines of level 20");
    group.flag("--info,!--noinfo,!--no-info", o.info, "show or hide lines of level 30");
    group.flag("--debug,!--nodebug,!--no-debug", o.debug, "show or hide lines of level 40");
    group.flag("--logs,!--nologs,!--no-logs", o.logs, "show or hide all lines (default: show)");
    group.flag("--timers,!--notimers,!--no-timers", o.timers, "show or hide the chart of the timers (default: show)");
    group.flag("--data,!--nodata,!--no-data", raw.data, "show or hide the data (default: say that there is some)");
    group.flag("--data-only", raw.data_only, "show only the data");
    group.value("--data-format", raw.data_format, "FORMAT",
                "write data as " + listed(names_in(data_formats)) + " (default: json-pretty)");
    group.flag("--preserve-newlines,--pn", o.preserve_newlines, "keep line feeds in messages unchanged");
    group.flag("--date,!--nodate,!--no-date", o.date, "show or hide the time of each record (default: show)");
    group.flag("--since-now", o.since_now, "show how long ago a record began, instead of its time");
    group.value("--tz", o.time_zone, "ZONE",
                "show times in this zone: UTC, EST, +0530, Europe/Zurich (default: that of the system)");
}

void add_terminal(CLI::App& app, raw_options& raw) {
    auto& o = raw.result;
    section group{app, "Terminal"};
    group.value("--timer-columns", o.timer_columns, "N",
                "draw charts and overviews N columns wide (default: like the terminal, or 100)");
    group.flag("--colour,--color,!--nocolour,!--nocolor,!--no-colour,!--no-color", o.colour,
               "use colours or none (default: on a terminal, unless NO_COLOR is set)");
    group.flag("--pager,!--nopager,!--no-pager", o.pager,
               "show the output in a pager or not: that in PAGER, or less (default: on a terminal, if PAGER is set)");
}

void add_help(CLI::App& app, raw_options& raw) {
    constexpr char const* name = "Help";
    app.set_help_flag("-h,-?,--help", "show this help")->group(name);
    app.set_version_flag("--version", "log-defer-viz " + std::string{logdefer::version}, "show the version")
        ->group(name);
    section{app, name}.value("--completion", raw.completion, "SHELL",
                             "write a completion script for " + listed(completed_shells()));
}

/// Adds options that the help does not list, since only tests need them.
void add_hidden(CLI::App& app, raw_options& raw) {
    section{app, hidden}.value("--clock", raw.clock, "SECONDS", "use this time instead of the system's");
}

/// In the order in which the help lists them.
void add_options(CLI::App& app, raw_options& raw) {
    add_input(app, raw);
    add_filters(app, raw);
    add_order(app, raw);
    add_purposes(app, raw);
    add_overviews(app, raw);
    add_text(app, raw);
    add_terminal(app, raw);
    add_help(app, raw);
    add_hidden(app, raw);
}

/// Calls `visit` with each option that the help lists.
template <class Visitor>
void each_listed(CLI::App const& app, Visitor visit) {
    for (auto const* option : app.get_options(nullptr)) {
        if (!option->get_positional() && option->get_group() != hidden) visit(*option);
    }
}

bool takes_value(CLI::Option const& option) { return option.get_items_expected_max() > 0; }

std::vector<option_name> names_of(CLI::App const& app) {
    std::vector<option_name> names;
    each_listed(app, [&](CLI::Option const& option) {
        std::string const canonical = option.get_lnames().front();
        for (auto const& list : {option.get_lnames(), option.get_snames()}) {
            for (auto const& name : list) names.push_back({name, canonical, takes_value(option)});
        }
    });
    return names;
}

/// Returns the values of an option that accepts only a few.
std::vector<std::string> values_of(std::string const& option) {
    if (option == "data-format") return names_in(data_formats);
    if (option == "format") return names_in(output_formats);
    if (option == "sort") return names_in(orders);
    if (option == "level") return text::level_names();
    if (option == "fold") return {std::string{fold_ids}};
    if (option == "completion") return completed_shells();
    return {};
}

/// Returns the names with their dashes. Of the two ways to negate, `--no-logs` and `--nologs`, only the first is told.
std::vector<std::string> told_names(CLI::Option const& option) {
    std::vector<std::string> names;
    for (auto const& name : option.get_snames()) names.push_back("-" + name);
    auto const& longs = option.get_lnames();
    for (auto const& name : longs) {
        bool const short_of_other =
            name.starts_with("no") && std::ranges::find(longs, "no-" + name.substr(2)) != longs.end();
        if (!short_of_other) names.push_back("--" + name);
    }
    return names;
}

std::vector<described_option> described_options(CLI::App const& app) {
    std::vector<described_option> described;
    each_listed(app, [&](CLI::Option const& option) {
        described.push_back({.group = option.get_group(),
                             .names = told_names(option),
                             .value = takes_value(option) ? option.get_type_name() : "",
                             .values = values_of(option.get_lnames().front()),
                             .text = option.get_description()});
    });
    return described;
}

std::string option_of(purpose what) { return std::string{facts_of(what).option}; }

/// Returns the one purpose that the options ask for. Throws `usage_error` if there are several.
purpose purpose_of(raw_options const& raw) {
    struct candidate {
        bool chosen;
        purpose what;
    };
    purpose const format = chosen("--format", raw.output_format.value_or("text"), output_formats);
    candidate const candidates[] = {
        {raw.pass_through, purpose::pass_through},
        {raw.result.map.has_value(), purpose::map},
        {raw.result.reduce.has_value(), purpose::reduce},
        {!raw.result.count.empty(), purpose::count},
        {raw.data_only, purpose::show_data},
        {raw.stats, purpose::stats},
        {raw.histogram, purpose::histogram},
        {raw.schema, purpose::schema},
        {raw.lanes, purpose::lanes},
        {raw.interleaved, purpose::interleaved},
        {raw.critical_path, purpose::critical_path},
        {raw.result.html.has_value(), purpose::html},
        {format != purpose::show, format},
    };
    std::optional<purpose> found;
    for (auto const& [chosen, what] : candidates) {
        if (!chosen) continue;
        if (found) throw usage_error{option_of(*found) + " excludes " + option_of(what)};
        found = what;
    }
    return found.value_or(purpose::show);
}

/// Returns what `--sort` names, if it is a kind of order.
template <class Kind>
std::optional<Kind> order_of(raw_options const& raw) {
    if (!raw.sort) return std::nullopt;
    auto const named = chosen("--sort", *raw.sort, orders);
    auto const* const kind = std::get_if<Kind>(&named);
    return kind == nullptr ? std::nullopt : std::optional{*kind};
}

std::optional<sort_key> sort_key_of(raw_options const& raw, purpose what) {
    if (raw.sort_time && raw.sort) throw usage_error{"--sort-time excludes --sort"};
    if (raw.sort_time) return sort_key::start;
    if (auto const key = order_of<sort_key>(raw)) return key;
    bool const of_groups = (raw.result.by || raw.sort) && facts_of(what).by == use_of_member::groups;
    return raw.result.top && !of_groups ? std::optional{sort_key::duration} : std::nullopt;
}

void check_order(options const& o) {
    auto const facts = facts_of(o.what);
    if (o.by && facts.by == use_of_member::none) {
        throw usage_error{"--by needs --stats, --lanes or --interleaved"};
    }
    if (o.by && o.sort && facts.by == use_of_member::groups) {
        throw usage_error{"--by excludes --sort start and --sort duration"};
    }
    if (!o.fold.empty() && (o.what != purpose::stats || !o.by)) throw usage_error{"--fold needs --stats and --by"};
    if (o.sort && facts.in_time) throw usage_error{option_of(o.what) + " excludes --sort and --top"};
    if (o.top.value_or(1) < 1) throw usage_error{"--top must be at least 1"};
}

/// The rows of `--interleaved` are those of a time line.
void check_times(options const& o) {
    if (o.what != purpose::interleaved) return;
    if (o.since_now) throw usage_error{"--interleaved excludes --since-now"};
    if (!o.date) throw usage_error{"--interleaved excludes --nodate"};
}

void check_following(options const& o) {
    if (o.follow == following::no) return;
    if (o.files.size() != 1 || o.files.front() == "-") throw usage_error{"--follow needs exactly one file"};
    if (o.last) throw usage_error{"--follow excludes --last, which needs the end of the input"};
    if (o.sort) throw usage_error{"--follow excludes --sort-time, --sort and --top"};
    if (facts_of(o.what).when != writing::at_once) {
        throw usage_error{"--follow excludes " + option_of(o.what) + ", which needs the end of the input"};
    }
}

double seconds_since_epoch() {
    return std::chrono::duration<double>{std::chrono::system_clock::now().time_since_epoch()}.count();
}

options make_sense(raw_options const& raw) {
    options o = raw.result;
    o.now = raw.clock ? *raw.clock : seconds_since_epoch();
    o.what = purpose_of(raw);
    o.sort = sort_key_of(raw, o.what);
    if (auto const rows = order_of<row_order>(raw)) {
        if (o.what != purpose::stats) throw usage_error{"--sort " + *raw.sort + " needs --stats"};
        if (o.top && !o.by) throw usage_error{"--top with --sort " + *raw.sort + " needs --by"};
        o.order = *rows;
    }
    if (raw.data_format) o.format = chosen("--data-format", *raw.data_format, data_formats);
    if (raw.verbose) o.verbosity = 40;
    if (raw.quiet) o.verbosity = 20;
    o.timers = o.timers && !raw.quiet;
    o.data = raw.data.value_or(raw.verbose);
    o.data_note = raw.data.value_or(!raw.quiet);
    if (raw.follow) o.follow = following::by_descriptor;
    if (raw.follow_reopen) o.follow = following::by_name;
    if (o.files.empty()) o.files.emplace_back("-");
    constexpr int widest = 4096;
    if (o.timer_columns.value_or(0) < 0 || o.timer_columns.value_or(0) > widest) {
        throw usage_error{"--timer-columns must be between 0 and 4096"};
    }
    return o;
}

/// Later versions may have commands of these names, which must not change what a command line means.
void refuse_reserved(std::string const& file) {
    constexpr std::array<std::string_view, 3> reserved{"recover", "inflight", "diff"};
    if (std::ranges::find(reserved, file) == reserved.end()) return;
    throw usage_error{file + " is reserved for a command; a file of this name is written ./" + file};
}

}  // namespace

std::optional<options> parse_command_line(std::vector<std::string> const& arguments, std::string& help) {
    raw_options raw;
    CLI::App app{"", "log-defer-viz"};
    add_options(app, raw);
    auto expanded = expand_abbreviations(arguments, names_of(app));
    std::ranges::reverse(expanded);  // the parser expects reverse order
    try {
        app.parse(expanded);
    } catch (CLI::CallForHelp const&) {
        help = help_text(described_options(app));
        return std::nullopt;
    } catch (CLI::CallForVersion const& version) {
        help = std::string{version.what()} + '\n';
        return std::nullopt;
    } catch (CLI::ParseError const& failure) {
        throw usage_error{failure.what()};
    }
    if (raw.completion) {
        help = completion_script(*raw.completion, described_options(app));
        return std::nullopt;
    }
    options result = make_sense(raw);
    if (std::ranges::find(arguments, "--") == arguments.end()) refuse_reserved(result.files.front());
    check_order(result);
    check_times(result);
    check_following(result);
    if (result.columns && result.what != purpose::csv && result.what != purpose::clickhouse) {
        throw usage_error{"--columns needs --format csv or --format clickhouse"};
    }
    if (facts_of(result.what).in_time) result.sort = sort_key::start;
    return result;
}

}  // namespace viz
