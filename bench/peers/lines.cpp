// SPDX-License-Identifier: BSL-1.0
#include "lines.hpp"

#include "../support/checks.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

namespace bench {
namespace {

struct line {
    std::string_view level;
    std::string_view payload;
    double seconds = 0;  // seconds that follow the payload of a timer
};

constexpr std::array<line, 18> expected{{
    {"info", "start"},
    {"info", "data method=GET"},
    {"info", "data path=/api/v1/orders/12345"},
    {"info", "request accepted from the load balancer"},
    {"debug", "session found in the local cache"},
    {"info", "timer authenticate ", 0.001001},
    {"warning", "connection pool exhausted, waiting for a slot attempt=2 waited_ms=31.5"},
    {"info", "order loaded with all of its positions"},
    {"info", "timer db.query ", 0.001001},
    {"error", "peer reset the connection, trying the replica attempt=2 waited_ms=31.5"},
    {"info", "timer render ", 0.001001},
    {"info", "response written to the client"},
    {"info", "timer send ", 0.001001},
    {"info", "data status=200"},
    {"info", "data bytes=5321"},
    {"info", "data user=jane.doe@example.com"},
    {"info", "data cached=true"},
    {"info", "end"},
}};

/// Removes and returns the text before the separator.
std::string_view cut(std::string_view& text, char separator) {
    auto const at = text.find(separator);
    require(at != text.npos, "a line is cut short");
    auto const head = text.substr(0, at);
    text.remove_prefix(at + 1);
    return head;
}

void require_line(std::string_view is, line const& should) {
    std::string const place = "line \"" + std::string{should.payload} + "\": ";
    require(cut(is, ' ') == should.level, place + "another level");
    require(is.starts_with(should.payload), place + "another payload: " + std::string{is});
    is.remove_prefix(should.payload.size());
    if (should.seconds == 0) return require(is.empty(), place + "more than expected");
    char* end = nullptr;
    std::string const digits{is};
    require(std::abs(std::strtod(digits.c_str(), &end) - should.seconds) < 5e-7, place + "another time");
    require(*end == '\0', place + "more than a time");
}

}  // namespace

void require_lines(std::string_view text) {
    std::string_view last_stamp;
    for (line const& should : expected) {
        auto is = cut(text, '\n');
        auto const stamp = cut(is, ' ');
        require(stamp.size() > 10 && stamp >= last_stamp, "a stamp is absent or runs backwards");
        last_stamp = stamp;
        require_line(is, should);
    }
    require(text.empty(), "a line too many");
}

}  // namespace bench
