// SPDX-License-Identifier: BSL-1.0
#include "login.hpp"

#include <logdefer/logdefer.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace orders;

BOOST_AUTO_TEST_CASE(a_login_is_read_with_its_escapes_resolved) {
    auto const given = parse_login(R"({"customer":"jane","password":"hunter2\u0068unter2"})");
    BOOST_REQUIRE(given.has_value());
    BOOST_TEST(given->customer == "jane");
    BOOST_TEST(given->password.expose() == "hunter2hunter2");
    BOOST_TEST(!is_correct(*given));
}

BOOST_AUTO_TEST_CASE(anything_else_is_not_a_login) {
    for (auto const* text :
         {"", "{", "[]", R"({"customer":"jane"})", R"({"password":"hunter2hunter2"})",
          R"({"customer":7,"password":"hunter2hunter2"})", R"({"customer":"jane","password":20023002})",
          R"({"customer":"jane","password":"hunter2"})"}) {
        BOOST_TEST(!parse_login(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_CASE(a_login_is_logged_without_its_password) {
    std::string written;
    {
        auto const sink = [&](std::string_view record) { written += record; };
        logdefer::log_defer log{sink};
        log["login"] = *parse_login(R"({"customer":"jane","password":"hunter2hunter2"})");
    }
    BOOST_TEST(written.find(R"("login":{"customer":"jane","password":"[redacted]"})") != written.npos);
}
