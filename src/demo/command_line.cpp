// SPDX-License-Identifier: BSL-1.0
#include "command_line.hpp"

#include <charconv>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace orders {

char const* const usage = R"(usage: orders-service [option value]...

  --port N              on 127.0.0.1; 0 takes any free port (8080)
  --database PATH       SQLite database, created where there is none (orders.db)
  --log PATH            file that the requests' records are appended to (requests.log)
  --threads N           threads that serve connections (2)
  --database-threads N  threads that query the database (2)
  --seed N              orders in a new database (20000)
  --debug-lines WHICH   those of all requests (always), of none (never), of those that failed or were slow (hindsight)
  --help

SIGINT or SIGTERM ends the service: requests in progress are still answered. Its last line of output is a JSON object
that counts what it did. Exit status: 0; 1 where it cannot work; 2 for a wrong argument.
)";

namespace {

template <class Integer>
Integer number(std::string_view option, std::string_view text, Integer least, Integer greatest) {
    Integer value{};
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const valid = failure == std::errc{} && end == text.data() + text.size();
    if (valid && value >= least && value <= greatest) return value;
    throw std::invalid_argument{std::string{option} + " must be a number from " + std::to_string(least) + " to "
                                + std::to_string(greatest) + ", not '" + std::string{text} + "'"};
}

log_detail detail(std::string_view text) {
    if (text == "always") return log_detail::always;
    if (text == "never") return log_detail::never;
    if (text == "hindsight") return log_detail::in_hindsight;
    throw std::invalid_argument{"--debug-lines must be always, never or hindsight, not '" + std::string{text} + "'"};
}

void set(settings& s, std::string_view option, std::string_view value) {
    constexpr std::uint16_t last_port = std::numeric_limits<std::uint16_t>::max();
    if (option == "--port") {
        s.port = number<std::uint16_t>(option, value, 0, last_port);
    } else if (option == "--database") {
        s.database = value;
    } else if (option == "--log") {
        s.log = value;
    } else if (option == "--threads") {
        s.threads = number(option, value, 1, 256);
    } else if (option == "--database-threads") {
        s.database_threads = number(option, value, 1, 64);
    } else if (option == "--seed") {
        s.seed = number(option, value, 0, 10'000'000);
    } else if (option == "--debug-lines") {
        s.detail = detail(value);
    } else {
        throw std::invalid_argument{"there is no option '" + std::string{option} + "'"};
    }
}

}  // namespace

settings parse_command_line(std::span<char const* const> arguments) {
    settings result;
    for (std::size_t i = 0; i < arguments.size(); i += 2) {
        std::string_view const option = arguments[i];
        result.help = result.help || option == "--help" || option == "-h";
        if (result.help) return result;
        if (!option.starts_with("--")) throw std::invalid_argument{"'" + std::string{option} + "' is no option"};
        if (i + 1 == arguments.size()) throw std::invalid_argument{std::string{option} + " needs a value"};
        set(result, option, arguments[i + 1]);
    }
    return result;
}

}  // namespace orders
