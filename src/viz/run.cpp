// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"

#include "input/block_reader.hpp"
#include "input/follower.hpp"
#include "text/time_zone.hpp"
#include "worker.hpp"

#include <memory>

namespace viz {

namespace {

std::unique_ptr<block_source> open_input(options const& o) {
    if (o.follow == following::no) return std::make_unique<block_reader>(o.files);
    return std::make_unique<follower>(o.files.front(), o.follow == following::by_name);
}

/// Blocks one after the other. False where the reporter wants no more.
bool process_in_turn(block_source& input, worker& w, reporter& to) {
    block b;
    block_result result;
    while (input.next(b)) {
        result.clear();
        w.process(b, result);
        if (!to.report(b, result)) return false;
    }
    return true;
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

}  // namespace

exit_status run(options const& o, terminal t) {
    if (!text::set_time_zone(o.time_zone)) throw usage_error{"--tz " + o.time_zone + ": there is no such zone"};
    worker w{o, t};
    reporter to;
    auto const input = open_input(o);
    if (process_in_turn(*input, w, to)) static_cast<void>(finish(w, to));  // the last that is written
    to.report_skipped();
    return to.status();
}

}  // namespace viz
