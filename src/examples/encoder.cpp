// SPDX-License-Identifier: BSL-1.0

// An encoder for a custom type.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

//[encoder
struct money {
    std::int64_t cents;
    std::string currency;
};

template <>
struct logdefer::encoder<money> {
    static void encode(money const& m, logdefer::value_writer& out) {
        if (m.currency.empty()) throw std::invalid_argument{"money without a currency"};
        out.write(logdefer::fields{{"cents", m.cents}, {"currency", m.currency}});
    }
};
//]

int main() {
    logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout};
    //[use
    log.data("total", money{1999, "EUR"});
    log.info("paid in parts", {{"parts", std::vector<money>{{999, "EUR"}, {1000, "EUR"}}}});
    log.info("this line is lost, and counted", money{5, ""});
    //]
}
