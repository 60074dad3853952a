// SPDX-License-Identifier: BSL-1.0

// Typical uses of the library, in one translation unit that warnings.py compiles with many flags.

#include <logdefer/clocks/tsc_clock.hpp>
#include <logdefer/coroutine.hpp>
#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/batch_sink.hpp>
#include <logdefer/sinks/file_sink.hpp>

#include <boost/describe/class.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

struct money {
    std::int64_t cents;
    std::string currency;
};

template <>
struct logdefer::encoder<money> {
    static void encode(money const& m, value_writer& out) {
        out.object([&](object_writer& members) {
            members.member("cents", m.cents);
            members.member("currency", m.currency);
        });
    }
};

namespace {

using namespace std::chrono_literals;

struct order {
    int id;
    std::vector<std::string> items;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, items))

enum class colour : unsigned char { red, green };

/// Every kind of value.
void record_values(logdefer::log_defer& log) {
    log.data("text", std::string{"jane"});
    log.data("view", std::string_view{"view"});
    log.data("utf8", u8"\u00e9");
    log.data({{"integer", 1}, {"unsigned", 2U}, {"wide", std::int64_t{3}}, {"short", static_cast<short>(4)}});
    log["real"] = 0.1;
    log["float"] = 0.5F;
    log["long"] = 0.25L;
    log["bool"] = true;
    log["char"] = 'c';
    log["null"] = nullptr;
    log.info("fields", {{"key", "user:42"}, {"nested", {{"shard", 7}}}});
    log.info("containers", std::vector{1, 2}, std::array{0.5, 1.5}, std::map<std::string, int>{{"a", 1}});
    log.info("choices", std::optional{1}, std::variant<int, std::string>{"one"}, std::tuple{1, "two"});
    log.info("times", 5ms, 1h, std::chrono::duration<double>{0.5}, std::chrono::system_clock::time_point{});
    log.info("own", money{130, "EUR"}, order{7, {"pen", "ink"}}, colour::green);
    log.info("document", boost::json::value(5), logdefer::as_json(std::vector{1, 2}));
    log.debug([] { return std::tuple{"lazy", 1}; });
}

/// Timers, forks, merges, and the ways to end a log.
void transact(logdefer::log_defer& log) {
    auto const scoped = log.timer("scoped");
    log.toggle_timer("toggled");
    log.toggle_timer("toggled");
    auto child = log.fork();
    child.warn("in the fork");
    (void)child.finish();
    logdefer::record other;
    if (auto const read = logdefer::read_record(R"({"start":1,"logs":[[0,30,"m"]]})", other)) log.merge(other);
    (void)logdefer::merge_record(log, "{");
    log.outcome(logdefer::outcome::cancelled);
}

/// The log of the running work, without an argument for it.
void find_log(logdefer::log_defer& log) {
    logdefer::log_context context{log};
    context.run([] { logdefer::current().info("in the context"); });
    if (auto* const found = logdefer::find_current()) found->info("not here");
}

logdefer::basic_log_defer<logdefer::tsc_clock, logdefer::text_serializer> make_log() {
    return logdefer::basic_log_defer<logdefer::tsc_clock, logdefer::text_serializer>{std::cout};
}

}  // namespace

int main() {
    static logdefer::async_sink file{logdefer::file_sink{"/dev/null"}};
    logdefer::settings opts;
    opts.on_error = [](std::error_code code, std::string_view subject) { std::cerr << subject << code.message(); };
    logdefer::log_defer log{file, opts};
    record_values(log);
    find_log(log);
    transact(log);
    make_log().error("on the terminal", -1, 'x');
    std::string text;
    return log.finish(text) && text.empty() ? 1 : 0;
}
