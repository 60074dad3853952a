// SPDX-License-Identifier: BSL-1.0

// Perl's Log::Defer, call by call.

#include "row.hpp"

#include <string>
#include <tuple>
#include <vector>

void perl_construction() {
    std::string record;
    auto callback = [&](std::string_view line) { record = line; };
    {
        //[new
        logdefer::log_defer log{callback};
        //]
        log.data("called", true);
    }
    print_row("new", record);
    {
        //[verbosity
        logdefer::log_defer log{callback, {.verbosity = 20}};
        //]
        log.info("not recorded");
        log.data("open", log.is_open());
    }
    print_row("verbosity", record);
    {
        //[structure
        auto read = [&](logdefer::record_view const& r) { record = (*r.data().begin()).key().text(); };
        logdefer::log_defer log{read};
        //]
        log.data("a key", 1);
    }
    print_row("structure", record);
}

void perl_lines() {
    row("levels", [](auto& log, auto) {
        //[levels
        log.error("e");
        log.warn("w");
        log.info("i");
        log.debug("d");
        //]
    });
    row("add_log", [](auto& log, auto) {
        //[add_log
        log.add_log(25, "n");
        //]
    });
    row("items", [](auto& log, auto) {
        //[items
        log.warn("peer timeout", {{"waited", 30.5}}, logdefer::list{1, 2, nullptr}, "str", 5);
        //]
    });
    row("code_ref", [](auto& log, auto) {
        auto const dump = [] { return std::string{"all rows"}; };
        //[code_ref
        log.debug([&] { return dump(); });
        //]
    });
    row("code_ref_items", [](auto& log, auto) {
        std::vector<int> const rows{1, 2};
        //[code_ref_items
        log.debug([&] { return std::tuple{"rows", rows}; });
        //]
    });
}

void perl_data() {
    row("data", [](auto& log, auto) {
        //[data
        log["user"] = "jane";
        //]
    });
    row("data_nested", [](auto& log, auto) {
        log.data("query", {{"table", "orders"}});
        //[data_nested
        log.data("query", {{"rows", 3}}, logdefer::merge_data::deep);
        //]
    });
}

void perl_timers() {
    row("timer", [](auto& log, auto work) {
        //[timer
        auto t = log.timer("db");
        work(30ms);
        t.stop();
        //]
    });
    row("overlap", [](auto& log, auto work) {
        //[overlap
        auto a = log.timer("a");
        work(10ms);
        auto b = log.timer("b");
        work(10ms);
        a.stop();
        work(10ms);
        b.stop();
        //]
    });
}

void perl_merging() {
    row("merge", [](auto& log, auto) {
        std::string_view const line = R"({"start":1700000000.02,"end":0.01,"data":{"part":1},"logs":[[0.005,30,"c"]]})";
        logdefer::record other;
        if (!logdefer::read_record(line, other)) return;
        //[merge
        log.merge(other);
        //]
    });
}

void perl_endings() {
    std::string record;
    test_log log{[&](std::string_view line) { record += line; }};
    log.info("once");
    //[end
    log.finish();
    //]
    log.info("ignored");
    print_row("end", record);
}

int main() {
    perl_construction();
    perl_lines();
    perl_data();
    perl_timers();
    perl_merging();
    perl_endings();
}
