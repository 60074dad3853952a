// SPDX-License-Identifier: BSL-1.0

// Settings that decide at the end of a transaction: one for each kind of program.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <csignal>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;
using namespace std::chrono_literals;

//[api_settings
using logdefer::failed, logdefer::sample_by, logdefer::slower_than;

logdefer::settings const api{
    .verbosity = 30,                                                       // info
    .escalate = failed || slower_than(300ms),                              // these show their debug lines, too
    .keep = failed || slower_than(300ms) || sample_by("trace_id", 0.125),  // of the others, one in eight is kept
    .members = {{"service", "orders"}},
};
//]

void busy_api() {
    std::cout << "== api\n";
    logdefer::manual_clock clock;
    auto const answer = [&](int trace_id, std::chrono::milliseconds duration) {
        //[api_request
        log_type log{std::cout, api, clock};
        log.data("trace_id", trace_id);
        log.debug("cache miss", {{"key", "user:42"}});
        clock.advance(duration);
        log.info("answered");
        //]
    };
    for (int trace_id = 1; trace_id <= 8; ++trace_id) answer(trace_id, 20ms);
    answer(9, 400ms);
}

void cron_job() {
    std::cout << "== job\n";
    //[job
    logdefer::settings const nightly{
        .verbosity = 20,     // warn: a good night is one short record
        .escalate = failed,  // a bad one is everything that happened
        .max_entries = 4,    // lines, timers and data: not a million
        .members = {{"job", "prune"}},
    };
    for (int const broken : {0, 3}) {
        log_type log{std::cout, nightly};
        for (int item = 1; item <= 5; ++item) {
            if (item == broken) log.error("cannot delete", {{"item", item}});
            log.debug("deleted", {{"item", item}});
        }
        log["items"] = 5;
    }
    //]
}

//[replacement
void last_four(logdefer::value_view value, logdefer::value_writer& out) {
    std::string_view const digits = value.text();  // empty if it is not a text
    out.write(digits.size() < 12 ? logdefer::redacted_text : digits.substr(digits.size() - 4));
}
//]

struct request {
    std::string body;
    std::string password;  // learnt from the body
};

void personal_data() {
    std::cout << "== personal\n";
    request const r{"name=jane&password=hunter2hunter2", "hunter2hunter2"};
    //[personal
    logdefer::settings const shop{
        .redact = {"**.password",                // wherever it is
                   "data.customer.*",            // each member of this one
                   {"**.card", last_four},       // replaced by something else
                   R"(data.headers.x\.token)"},  // a key with a dot
    };
    log_type log{std::cout, shop};
    log.debug("received", {{"body", r.body}});
    log.redact(r.password);  // after parsing: in what was logged, and in what will be
    log.info("login", {{"name", "jane"}, {"password", logdefer::secret{r.password}}});  // never enters the log
    log["customer"] = {{"name", "Jane Doe"}, {"born", 1990}};
    log["payment"] = {{"card", "4111111111111234"}, {"cents", 1990}};
    log["headers"] = {{"x.token", "t0k3n"}, {"x", "shown"}};
    //]
}

//[live
logdefer::settings live{.verbosity = 30};

/// The handler of SIGUSR1: debug lines from now on, or no longer.
void on_usr1(int) { live.verbosity = live.verbosity == 30 ? 40 : 30; }
//]

void debug_session() {
    std::cout << "== session\n";
    //[session
    std::signal(SIGUSR1, on_usr1);  // then: kill -USR1 PID
    for (std::string_view const request : {"first", "second", "third"}) {
        log_type log{std::cout, live};
        log.debug("cache miss", {{"key", request}});
        log["request"] = request;
        if (request != "third") std::raise(SIGUSR1);  // holds for logs that start after it
    }
    //]
}

std::vector<std::string> explain(std::string const& query) { return {"SCAN orders", "SORT " + query}; }

void probes() {
    std::cout << "== probe\n";
    std::string const query = "by total";
    logdefer::manual_clock clock;
    //[probe
    logdefer::settings const service{.verbosity = 30, .escalate = slower_than(100ms)};
    for (auto const duration : {10ms, 200ms}) {
        log_type log{std::cout, service, clock};
        log.debug("query", {{"plan", log.if_kept([query] { return explain(query); })}});  // a copy of the query
        clock.advance(duration);
    }
    //]
}

//[dangling
void answer(logdefer::log_defer& log, std::string const& line) {
    std::string const query = line.substr(line.find('?') + 1);
    log.debug("query", {{"plan", log.if_kept([&query] { return explain(query); })}});
}  // WRONG: the query ends here, and the callable runs when the log ends
//]

void size() {
    std::cout << "== size\n";
    //[size
    log_type log{std::cout, {.max_bytes = 400}};  // 256 * 1024 for most stores
    log.info("received", {{"body", std::string(5000, 'x')}});
    log.error("not understood");
    //]
}

int main() {
    busy_api();
    cron_job();
    personal_data();
    debug_session();
    probes();
    size();
}
