// SPDX-License-Identifier: BSL-1.0
#include <logdefer/logdefer.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include <unistd.h>

namespace {

enum class state { open, paid };
BOOST_DESCRIBE_ENUM(state, open, paid)

struct order {
    int id;
    state now;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, now))

/// Returns the content of a record without its times.
boost::json::object untimed(std::string_view text) {
    auto record = boost::json::parse(text).as_object();
    BOOST_TEST(record.at("end").to_number<double>() >= 0.0);
    BOOST_TEST(record.at("start").to_number<double>() > 1.7e9);
    record.erase("start");
    record.erase("end");
    if (auto* logs = record.if_contains("logs")) {
        for (auto& line : logs->as_array()) line.at(0) = 0;
    }
    if (auto* timers = record.if_contains("timers")) {
        for (auto& timer : timers->as_array()) timer.at(1) = timer.at(2) = 0;
    }
    return record;
}

}  // namespace

static_assert(std::is_same_v<logdefer::log_defer, logdefer::basic_log_defer<>>);

BOOST_AUTO_TEST_CASE(the_facade_alone_serves_a_whole_program) {
    std::string text;
    {
        logdefer::log_defer log{[&](std::string_view t) { text = t; }};
        log.data("user", "jane");
        log["order"] = order{7, state::paid};
        log.info("cache miss", {{"key", "orders/7"}, {"shard", 7}}, boost::json::value{{"a", 1}});
        {
            auto const t = log.timer("db");
            log.debug([] { return std::string{"row"}; });
        }
    }
    BOOST_TEST(untimed(text)
               == boost::json::parse(R"({"data":{"user":"jane","order":{"id":7,"now":"paid"}},
                    "logs":[[0,30,"cache miss",{"key":"orders/7","shard":7},{"a":1}],[0,40,"row"]],
                    "timers":[["db",0,0]]})")
                      .as_object());
    BOOST_TEST(text.starts_with(R"({"start":)"));
    BOOST_TEST(text.find('\n') == text.size() - 1);
}

BOOST_AUTO_TEST_CASE(it_writes_files_and_says_how_a_transaction_failed) {
    auto const path = std::filesystem::temp_directory_path() / ("logdefer-facade-" + std::to_string(::getpid()));
    try {
        logdefer::file_sink sink{path.string()};
        logdefer::log_defer log{sink};
        log.error("about to fail");
        throw std::runtime_error{"boom"};
    } catch (std::runtime_error const&) {
    }
    std::ifstream in{path};
    std::string const text{std::istreambuf_iterator<char>{in}, {}};
    std::filesystem::remove(path);
    BOOST_TEST(untimed(text)
               == boost::json::parse(R"({"logs":[[0,10,"about to fail"]],"outcome":"exception"})").as_object());
}

BOOST_AUTO_TEST_CASE(offsets_and_timers_lie_within_the_record) {
    std::string text;
    {
        logdefer::log_defer log{[&](std::string_view t) { text = t; }};
        for (int i = 0; i < 100; ++i) {
            auto const t = log.timer("t");
            log.info("m", i);
        }
    }
    auto const record = boost::json::parse(text);
    double const end = record.at("end").to_number<double>();
    double last = 0;
    for (auto const& line : record.at("logs").as_array()) {
        double const offset = line.at(0).to_number<double>();
        BOOST_TEST((last <= offset && offset <= end));
        last = offset;
    }
    for (auto const& timer : record.at("timers").as_array()) {
        double const start = timer.at(1).to_number<double>();
        double const stop = timer.at(2).to_number<double>();
        BOOST_TEST((0 <= start && start <= stop && stop <= end));
    }
}
