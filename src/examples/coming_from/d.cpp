// SPDX-License-Identifier: BSL-1.0

// D's LogDefer, call by call.

#include "row.hpp"

#include <string>

//[serializer
struct my_serializer {
    std::error_code append(logdefer::record_view const& r, logdefer::output_buffer& out) {
        for (auto const line : r.logs()) out.append(line.message().text());
        return {};
    }
};
//]

//[time_provider
struct my_clock : logdefer::system_clock {
    static std::chrono::nanoseconds wall() noexcept { return 12345s; }
};
//]

void d_construction() {
    std::string record;
    auto callback = [&](std::string_view line) { record = line; };
    {
        //[new
        logdefer::log_defer log{callback};
        //]
        log["called"] = true;
    }
    print_row("new", record);
    {
        //[new_serializer
        logdefer::basic_log_defer<logdefer::system_clock, my_serializer> log{callback};
        //]
        log.info("only this");
    }
    print_row("new_serializer", record);
    {
        //[new_clock
        logdefer::basic_log_defer<my_clock> log{callback};
        //]
    }
    print_row("new_clock", record.substr(0, record.find(',')) + ",...");
}

void d_calls() {
    row("index", [](auto& log, auto) {
        //[index
        log["RequestID"] = 123;
        //]
    });
    row("data", [](auto& log, auto) {
        //[data
        log.data("key", "value");
        //]
    });
    row("trace", [](auto& log, auto) {
        //[trace
        log.debug("Starting main...");
        //]
    });
    int const product = 35;
    row("parts", [=](auto& log, auto) {
        //[parts
        log.info([&] { return "Product is " + std::to_string(product); });
        //]
    });
    row("parts_as_items", [=](auto& log, auto) {
        //[parts_as_items
        log.info("Product", product);
        //]
    });
    row("timer", [](auto& log, auto work) {
        //[timer
        {
            auto timer = log.timer("Mapping");
            work(30ms);
        }
        //]
    });
}

int main() {
    d_construction();
    d_calls();
}
