// SPDX-License-Identifier: BSL-1.0

// The short examples of the reference.

#include <logdefer/logdefer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

using namespace std::chrono_literals;
using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

void timers() {
    std::cout << "== timers\n";
    logdefer::manual_clock clock;
    //[timers
    log_type log{std::cout, clock};
    {
        auto query = log.timer("db");
        clock.advance(20ms);
    }  // the timer stops here
    auto render = log.timer("render");
    clock.advance(5ms);
    render.stop();              // or here
    log.toggle_timer("cache");  // starts
    clock.advance(1ms);
    log.toggle_timer("cache");  // stops
    //]
}

//[quiet
struct quiet : logdefer::default_levels {
    static constexpr int threshold = 20;
};
//]

void levels() {
    std::cout << "== levels\n";
    //[quiet_used
    logdefer::basic_log_defer<logdefer::manual_clock, logdefer::json_serializer, quiet> log{std::cout};
    log.warn("kept");
    log.info("compiled away");  // 30 is above the threshold
    log.add_log(15, "kept, too");
    //]
}

void clocks() {
    std::cout << "== clocks\n";
    //[manual_clock
    logdefer::manual_clock clock{1'800'000'000s};
    log_type log{std::cout, clock};  // has a copy, which shares the time
    clock.advance(1s);
    clock.adjust_wall(-1h);  // the wall clock is set: the record does not change
    log.info("a second later");
    //]
}

//[writer
struct polygon {
    std::string name;
    std::vector<int> angles;
};

template <>
struct logdefer::encoder<polygon> {
    static void encode(polygon const& p, logdefer::value_writer& out) {
        out.object([&](logdefer::object_writer& members) {
            members.member("name", p.name);
            members.member("angles", p.angles);
        });
    }
};
//]

void writer() {
    std::cout << "== writer\n";
    //[writer_used
    log_type log{std::cout};
    log["shape"] = polygon{"triangle", {60, 60, 60}};
    //]
}

//[walk
/// Prints a value of a record, with the members and elements in it.
void print(logdefer::value_view value) {
    switch (value.kind()) {
        using enum logdefer::value_kind;
        case null: std::cout << "null"; break;
        case boolean: std::cout << value.boolean(); break;
        case integer: std::cout << value.integer(); break;
        case unsigned_integer: std::cout << value.unsigned_integer(); break;
        case real: std::cout << value.real(); break;
        case seconds: std::cout << value.seconds().count() << " ns"; break;
        case number:
        case text: std::cout << value.text(); break;
        case array:
            for (auto const element : value.elements()) {
                print(element);
                std::cout << ' ';
            }
            break;
        case object:
            for (auto const member : value.members()) {
                print(member.key());
                std::cout << '=';
                print(member.value());
                std::cout << ' ';
            }
    }
}
//]

void walk() {
    std::cout << "== walk\n";
    //[walk_used
    logdefer::record record;
    std::string_view const line = R"({"start":1.5,"end":0.25,"data":{"user":{"id":7,"tags":["a","b"]}}})";
    if (logdefer::read_result const read = logdefer::read_record(line, record); !read) {
        std::cout << read.code.message() << " at byte " << read.position << '\n';
        return;
    }
    logdefer::record_view const view = record.view();
    std::cout << view.start().count() << " ns + " << view.end().count() << " ns: ";
    for (auto const member : view.data()) print(member.value());
    //]
    std::cout << '\n';
}

void kept() {
    std::cout << "== kept\n";
    //[kept
    log_type part{std::cout};
    part.info("done by a part");
    logdefer::record record;
    (void)part.finish(record);  // std::cout gets nothing

    log_type log{std::cout};
    log.merge(record);
    //]
}

//[serializer
struct duration_only {
    std::error_code append(logdefer::record_view const& r, logdefer::output_buffer& out) const {
        out.append(std::to_string(r.end() / 1ms));
        out.append(" ms\n");
        return out.failed() ? logdefer::error::out_of_memory : std::error_code{};
    }
};
//]

void format() {
    std::cout << "== serializer\n";
    logdefer::manual_clock clock;
    //[serializer_used
    logdefer::basic_log_defer<logdefer::manual_clock, duration_only> log{std::cout, clock};
    clock.advance(12ms);
    //]
}

void hook() {
    std::cout << "== default_hook\n";
    //[default_hook
    static auto const report = [](std::error_code code, std::string_view subject) {
        std::cout << code.category().name() << ": " << code.message() << ": " << subject << '\n';
    };
    static logdefer::error_hook const hook{report};
    logdefer::error_hook::set_default(&hook);

    log_type log{std::cout};
    auto timer = log.timer("db");
    (void)log.finish();
    timer.stop();  // the record has been written
    //]
    logdefer::error_hook::set_default(nullptr);
}

int main() {
    timers();
    levels();
    clocks();
    writer();
    walk();
    kept();
    format();
    hook();
}
