// SPDX-License-Identifier: BSL-1.0
#include "pipeline/run.hpp"

#include "cli/usage_error.hpp"
#include "input/block_reader.hpp"
#include "input/follower.hpp"
#include "input/joined_source.hpp"
#include "pipeline/latest_start.hpp"
#include "pipeline/parallel.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/worker.hpp"
#include "system/excess.hpp"
#include "system/file_descriptor.hpp"
#include "system/input_error.hpp"
#include "system/interruption.hpp"
#include "system/pager.hpp"
#include "system/terminal.hpp"
#include "system/time_zone.hpp"
#include "views/make_view.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace viz {

namespace {

using worker_list = std::vector<std::unique_ptr<worker>>;

bool begin(worker& w, reporter& to) {
    output out;
    w.begin(out);
    return to.write(out);
}

bool finish(worker& w, reporter& to) {
    output out;
    for (bool more = true; more;) {
        out.clear();
        more = w.finish(out);
        if (!to.write(out)) return false;
    }
    return true;
}

/// Returns the size of a regular file, or nothing for other inputs.
std::optional<std::uintmax_t> size_of(std::string const& path) {
    struct stat status{};
    int const failed = path == "-" ? fstat(STDIN_FILENO, &status) : stat(path.c_str(), &status);
    if (failed != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return static_cast<std::uintmax_t>(status.st_size);
}

/// Refuses a file to which the output is written, as cat does: what is written would be read again, without an end.
void refuse_own_output(options const& o) {
    struct stat written{};
    bool const to_file = !facts_of(o.what).to_file && fstat(STDOUT_FILENO, &written) == 0 && S_ISREG(written.st_mode);
    if (!to_file || written.st_size == 0) return;
    for (auto const& path : o.files) {
        struct stat read{};
        int const failed = path == "-" ? fstat(STDIN_FILENO, &read) : stat(path.c_str(), &read);
        if (failed != 0 || !is_same_file(read, written)) continue;
        throw input_error{(path == "-" ? "standard input" : path) + ": the input file is the output file"};
    }
}

/// Returns the size of all files, or nothing if any of them has none.
std::optional<std::uintmax_t> total_size(std::vector<std::string> const& files) {
    std::uintmax_t total = 0;
    for (auto const& path : files) {
        auto const size = size_of(path);
        if (!size) return std::nullopt;
        total += *size;
    }
    return total;
}

/// Returns the number of bytes to read, or nothing if it is not known, as for compressed files.
std::optional<std::uintmax_t> bytes_to_read(options const& o) {
    bool const known =
        std::ranges::none_of(o.files, [](auto const& path) { return path == "-" || is_compressed(path); });
    return known ? total_size(o.files) : std::nullopt;
}

/// No progress is shown if output appears on the same terminal in the meantime.
bool wants_progress(options const& o, terminal t) { return has_status_line() && (!t.present || is_shown_at_end(o)); }

std::unique_ptr<block_source> open_input(options const& o, terminal t, std::optional<interruption> const& interrupted) {
    if (interrupted) {
        return std::make_unique<follower>(
            o.files.front(),
            follower::settings{.by_name = o.follow == following::by_name,
                               .until = {.readable = interrupted->descriptor(), .abandoned = STDOUT_FILENO}});
    }
    auto reader = std::make_unique<block_reader>(o.files);
    if (!wants_progress(o, t)) return reader;
    return std::make_unique<metered_source>(std::move(reader), bytes_to_read(o));
}

/// No pager is used if a file is followed or records are typed.
std::optional<std::string> pager_for(options const& o, terminal t) {
    bool const typed = std::ranges::find(o.files, "-") != o.files.end() && is_typed();
    bool const on_terminal = t.present && !facts_of(o.what).to_file;
    bool const wanted = o.pager.value_or(true) && on_terminal && !typed && o.follow == following::no;
    return wanted ? pager_command(o.pager.has_value()) : std::nullopt;
}

/// For less input, threads and their workers are not worth starting.
constexpr std::uintmax_t worth_threads = std::uintmax_t{4} << 20;

/// Returns for how many workers a limit of addresses leaves room: the stack and the heap of a thread reserve many.
std::size_t workers_with_room() {
    constexpr rlim_t for_each = rlim_t{512} << 20;
    rlimit addresses{};
    bool const limited = getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur != RLIM_INFINITY;
    return limited ? static_cast<std::size_t>(addresses.rlim_cur / for_each) : std::numeric_limits<std::size_t>::max();
}

/// Returns how many workers are useful for a large input: one if records depend on each other or a file is followed.
std::size_t most_workers(options const& o) {
    if (o.follow != following::no || !is_shared_view(o)) return 1;
    // Values that are too many to count depend on which worker sees which records, and blocks of a pipe on chance.
    bool const blocks_vary = !total_size(o.files);
    if (o.by && blocks_vary) return 1;
    bool const needs_memory = o.sort || facts_of(o.what).much_memory;  // for each view
    std::size_t const most = needs_memory ? 2 : 8;
    return std::max<std::size_t>(
        std::min({most, workers_with_room(), std::size_t{std::thread::hardware_concurrency()}}), 1);
}

void add_workers(options const& o, terminal t, worker_list& workers, std::size_t most) {
    while (workers.size() < most) workers.push_back(std::make_unique<worker>(o, t));
}

/// Processes on this thread until there is no more input, or there are more workers. Returns false if the reporter
/// wants no more.
template <class AddWorkers>
bool process_alone(block_source& input, worker& w, reporter& to, AddWorkers add_workers) {
    block b;
    block_result result;
    while (input.next(b)) {
        result.clear();
        w.process(b, result);
        if (!to.report(b, result)) return false;
        give_back_excess(b.bytes);
        if (add_workers(b.position + b.size)) break;
    }
    return true;
}

/// Uses one worker until the input is large enough for all, or if the system has no threads for them. With several
/// workers, the current read is completed even if the reporter wants no more, so `--strict` uses one worker. Returns
/// false if the reporter wants no more.
bool process(options const& o, terminal t, block_source& input, worker_list& workers, reporter& to) {
    std::size_t const most = o.strict ? 1 : most_workers(o);
    auto const add_if_worth_it = [&](std::uint64_t read) {
        if (read >= worth_threads) add_workers(o, t, workers, most);
        return workers.size() > 1;
    };
    bool const one = workers.size() == 1;
    if (one && !process_alone(input, *workers.front(), to, add_if_worth_it)) return false;
    if (workers.size() == 1) return true;
    try {
        return process_in_parallel(input, workers, to, o.by ? sharing::in_turn : sharing::by_need);
    } catch (too_few_threads const&) {
        return process_alone(input, *workers.front(), to, [](std::uint64_t) { return false; });
    }
}

/// Returns false if reading stopped early, so that the output at the end is omitted.
bool read_and_show(options const& o, terminal t, block_source& input, worker_list& workers, reporter& to) {
    std::optional<pager> pages;
    if (auto const command = pager_for(o, t)) pages.emplace(*command);
    bool const all_read = begin(*workers.front(), to) && process(o, t, input, workers, to);
    if (!all_read || (facts_of(o.what).to_file && !to.has_input())) return false;  // an older page is better than none
    for (auto const& other : std::span{workers}.subspan(1)) workers.front()->absorb(*other);
    static_cast<void>(finish(*workers.front(), to));  // ignored: nothing else is written
    for (auto const& message : workers.front()->messages()) print_message(message);
    return true;
}

/// Reads the log for its end if `--last` is given. Throws `usage_error`.
options with_end_of_log(options o) {
    if (!o.last) return o;
    set_end_of_log(o, 0);  // an error in the option is reported before the log is read
    bool const twice = std::ranges::find(o.files, "-") == o.files.end() && total_size(o.files);
    if (!twice) throw usage_error{"--last needs files that can be read twice; use --since for other inputs"};
    set_end_of_log(o, latest_start(o.files).value_or(0));
    return o;
}

}  // namespace

exit_status run(options const& given, terminal t) {
    refuse_own_output(given);
    std::string const zone = given.time_zone.value_or("");
    if (!text::set_time_zone(zone)) throw usage_error{"--tz " + zone + ": unknown time zone"};
    options const o = with_end_of_log(given);
    bool const known_to_be_much = total_size(o.files).value_or(0) >= worth_threads;
    worker_list workers;
    add_workers(o, t, workers, known_to_be_much ? most_workers(o) : 1);
    reporter to;
    std::optional<interruption> interrupted;
    if (o.follow != following::no) interrupted.emplace();
    bool finished = false;
    try {
        joined_source input{open_input(o, t, interrupted)};
        finished = read_and_show(o, t, input, workers, to);
    } catch (...) {
        to.report_skipped();
        throw;
    }
    to.report_skipped();
    if (!finished && o.html) print_message(*o.html + ": not written");
    if (interrupted) interrupted->act();
    return to.status();
}

}  // namespace viz
