// SPDX-License-Identifier: BSL-1.0

// What can be logged.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <boost/describe.hpp>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>
#include <variant>
#include <vector>

//[described
enum class colour { red, green };
BOOST_DESCRIBE_ENUM(colour, red, green)

struct point {
    int x;
    int y;
};
BOOST_DESCRIBE_STRUCT(point, (), (x, y))
//]

int main() {
    using namespace std::chrono_literals;
    std::cout << "== values\n";
    {
        logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout};
        //[values
        log["null"] = nullptr;
        log["truth"] = true;
        log["integers"] = std::tuple{-1, 18446744073709551615U};
        log["reals"] = logdefer::list{0.1, 1e300, 0.1F};
        log["texts"] = logdefer::list{"literal", std::string{"string"}, u8"UTF-8"};
        log["time"] = 1500ms;
        log["maybe"] = std::optional<int>{};
        log["either"] = std::variant<int, std::string>{"text"};
        log["map"] = std::map<std::string, int>{{"a", 1}, {"b", 2}};
        log["range"] = std::vector{1, 2, 3};
        log["nested"] = {{"level", 1}, {"deeper", {{"level", 2}}}};
        log["described"] = std::vector{point{1, 2}, point{3, 4}};
        log["enumerator"] = colour::green;
        log["document"] = boost::json::value{{"any", "JSON"}};
        log["file"] = std::filesystem::path{"/etc/hosts"};
        log["failure"] = std::make_error_code(std::errc::timed_out);
        log["exception"] = std::runtime_error{"disk full"};
        //]
    }
    std::cout << "== braces\n";
    {
        logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout};
        //[braces
        log.info("fields", {{"key", "user:42"}, {"shard", 7}});
        log.info("fields, then items", {{"key", "user:42"}}, 7, "seven");
        log.info("items, then fields", 7, logdefer::fields{{"key", "user:42"}});
        log.info("a list", logdefer::list{1, "two", 3.5});
        log.info("a list in fields", {{"tags", logdefer::list{"new", "paid"}}});
        log.debug([] { return "built only if it is kept"; });
        log.debug([] { return std::tuple{"with an item", std::vector{1, 2}}; });
        //]
    }
    std::cout << "== owned\n";
    {
        logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout};
        bool const paid = true;
        //[owned
        logdefer::object order{{"id", 7}, {"by", {{"name", "jane"}}}};
        order["lines"] = logdefer::array{"tea", "cup"};
        if (paid) order["paid"] = true;
        log.info("shipped", order);
        //]
    }
}
