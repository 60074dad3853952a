// SPDX-License-Identifier: BSL-1.0

// The short examples of the reference.

#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <iostream>
#include <ostream>
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

//[concepts
static_assert(logdefer::loggable<std::vector<int>>);
static_assert(!logdefer::loggable<std::ostream>);
static_assert(logdefer::text_like<std::string> && !logdefer::text_like<int>);

/// Logs under a name that may be any kind of text.
void count(log_type& log, logdefer::text name, int value) { log.data(name, value); }
//]

void texts() {
    std::cout << "== texts\n";
    //[texts
    log_type log{std::cout};
    count(log, "literal", 1);
    count(log, std::string{"string"}, 2);
    count(log, u8"UTF-8", 3);
    //]
}

void run_time() {
    std::cout << "== settings\n";
    //[settings
    logdefer::settings const settings{.verbosity = 30, .first_capacity = 4096};
    log_type log{std::cout, settings};
    log.debug("above the verbosity: not recorded");
    log["user"] = {{"id", 7}};
    log.data("user", {{"name", "jane"}}, logdefer::merge_data::deep);
    (void)log.finish();
    std::cout << "open: " << log.is_open() << '\n';
    logdefer::trim_memory();  // what the thread and the process have kept for the next log
    //]
}

void kinds_of_sinks() {
    std::cout << "== sinks\n";
    //[sinks
    auto const text = [](std::string_view line) { std::cout << "text: " << line; };
    auto const structure = [](logdefer::record_view const& record) {
        std::cout << "structure: " << record.end().count() << " ns\n";
    };
    static_assert(logdefer::text_sink<decltype(text)> && !logdefer::record_sink<decltype(text)>);
    static_assert(logdefer::record_sink<decltype(structure)>);
    static_assert(logdefer::stream_sink<std::ostream>);
    static_assert(logdefer::batch_writable<logdefer::file_sink> && logdefer::counting_sink<logdefer::async_sink>);

    (void)log_type{text}.finish();
    (void)log_type{structure}.finish();
    (void)log_type{std::cout}.finish();
    //]
}

void counters() {
    std::cout << "== counters\n";
    //[counters
    logdefer::async_options const options{.capacity = 1 << 20, .when_full = logdefer::overflow::drop_oldest};
    logdefer::async_sink sink{std::cout, options};
    (void)log_type{sink}.finish();
    (void)sink.flush(std::chrono::steady_clock::now() + 2s);
    logdefer::sink_counters const counters = sink.counters();
    std::cout << counters.records << " records, " << counters.bytes << " bytes, " << counters.dropped << " lost\n";
    //]
}

void entries() {
    std::cout << "== entries\n";
    //[entries
    auto const sink = [](logdefer::record_view const& record) {
        for (logdefer::data_view const data : record.data()) std::cout << data.key().text() << '\n';
        for (logdefer::line_view const line : record.logs()) {
            std::cout << line.level() << ' ' << line.message().text() << '\n';
            for (logdefer::value_view const item : line.items()) {
                for (logdefer::member_view const member : item.members()) {
                    std::cout << "  " << member.key().text() << '=' << member.value().integer() << '\n';
                }
            }
        }
        for (logdefer::timer_view const timer : record.timers()) {
            std::cout << timer.name().text() << ' ' << (timer.end() - timer.start()).count() << " ns\n";
        }
    };
    log_type log{sink};
    log.data("user", "jane");
    log.info("cache miss", {{"shard", 7}});
    logdefer::timer_scope<logdefer::manual_clock> const query = log.timer("db");
    //]
}

void codes() {
    std::cout << "== codes\n";
    //[codes
    log_type log{std::cout};
    log.cancel();
    std::string line;
    std::error_code const code = log.finish(line);
    if (code == logdefer::error::not_open) std::cout << code.category().name() << ": " << code.message() << '\n';
    //]
}

void parts() {
    std::cout << "== parts\n";
    //[parts
    namespace testing = logdefer::testing;
    auto const check = [](logdefer::record_view const& record) {
        testing::plain_record const actual = testing::contents(record);
        std::cout << (actual.data == std::vector{testing::member{"id", 7}})
                  << (actual.logs == std::vector{testing::line{0ns, 30, "hello", {{{"shard", 1}}}}})
                  << actual.timers.empty() << (testing::json{7U} == testing::json{7}) << actual;
    };
    log_type log{check};
    log["id"] = 7;
    log.info("hello", {{"shard", 1}});
    //]
}

//[find_current
/// Also runs outside of requests.
void look_up() {
    if (auto* const log = logdefer::find_current<log_type>()) log->info("looked up");
}
//]

void in_a_context() {
    std::cout << "== context\n";
    //[context
    look_up();  // there is no current log
    log_type log{std::cout};
    logdefer::log_context context{log};
    context.run([] { look_up(); });
    //]
}

void counter_of_the_processor() {
    std::cout << "== tsc\n";
    //[tsc
    logdefer::tsc_clock::calibrate();  // takes 2 ms, at the start of `main`
    logdefer::basic_log_defer<logdefer::tsc_clock> log{std::cout};
    log.info("hello");
    //]
    log.cancel();
    std::cout << "its times vary\n";
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
    texts();
    run_time();
    kinds_of_sinks();
    counters();
    entries();
    codes();
    parts();
    in_a_context();
    counter_of_the_processor();
}
