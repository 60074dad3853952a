// SPDX-License-Identifier: BSL-1.0

// Rules: which records are worth keeping.

#include <logdefer/settings/rules.hpp>

#include <chrono>
#include <iostream>

using namespace std::chrono_literals;

//[predicate
/// Returns whether a monitor has asked for the state of the service.
bool is_health_check(logdefer::record_view const& record) {
    for (logdefer::data_view const data : record.data()) {
        if (data.key().text() == "path") return data.value().text() == "/health";
    }
    return false;
}
//]

int main() {
    //[rules
    using logdefer::at_most, logdefer::failed, logdefer::rule, logdefer::sample_by, logdefer::slower_than;
    rule const bad = failed || slower_than(1s) || logdefer::timer_slower_than("db", 200ms);
    rule const some = sample_by("trace_id", 0.01) || at_most(1, 1min, "user.id");
    rule const keep = bad || (some && !rule{is_health_check});
    //]
    std::cout << (keep.empty() ? "no rule\n" : "a rule\n");
}
