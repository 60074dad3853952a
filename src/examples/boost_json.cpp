// SPDX-License-Identifier: BSL-1.0

// Boost.JSON on both sides: types that it converts as values, and its text as a format.

#include <logdefer/formats/boost_json_serializer.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <boost/json.hpp>

#include <iostream>

//[conversion
struct order {
    int id;
    double total;
};

void tag_invoke(boost::json::value_from_tag const&, boost::json::value& to, order const& o) {
    to = {{"id", o.id}, {"total", o.total}};
}

template <>
struct logdefer::encoder<order> : logdefer::boost_json_encoder {};
//]

int main() {
    std::cout << "== conversion\n";
    {
        logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout};
        //[conversion_used
        log["order"] = order{7, 19.5};
        //]
    }
    std::cout << "== adapter\n";
    {
        //[adapter
        logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout};
        log.info("shipped", logdefer::as_json(order{7, 19.5}));
        //]
    }
    std::cout << "== format\n";
    {
        //[format
        logdefer::basic_log_defer<logdefer::manual_clock, logdefer::boost_json_serializer> log{std::cout};
        log["order"] = order{7, 19.5};
        //]
    }
    std::cout << "== object\n";
    {
        //[object
        auto const sink = [](logdefer::record_view const& record) {
            boost::json::object const object = logdefer::to_boost_json(record);
            std::cout << object.at("data").at("order").at("total") << '\n';
        };
        logdefer::basic_log_defer<logdefer::manual_clock> log{sink};
        log["order"] = order{7, 19.5};
        //]
    }
}
