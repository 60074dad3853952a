// SPDX-License-Identifier: BSL-1.0
/// Values that are logged without being known.

#include <logdefer/values/secret.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logdefer::test {
namespace {

struct account {
    std::string name;
    secret<std::string> password;
};

std::string last_four(std::string const& digits) { return digits.substr(digits.size() - 4); }

}  // namespace
}  // namespace logdefer::test

template <>
struct logdefer::encoder<logdefer::test::account> {
    static void encode(logdefer::test::account const& a, logdefer::value_writer& out) {
        out.write(logdefer::fields{{"name", a.name}, {"password", a.password}});
    }
};

namespace logdefer::test {

BOOST_FIXTURE_TEST_SUITE(secrets, log_fixture)

BOOST_AUTO_TEST_CASE(a_secret_of_any_type_is_written_as_redacted) {
    std::string const password = "hunter2";
    log.info("login", {{"password", secret{password}}, {"pin", secret{1234}}, {"token", secret{"literal"}}});
    log["direct"] = secret{password};
    BOOST_TEST(finish()
               == instant_record(R"("data":{"direct":"[redacted]"},"logs":[[0.000000,30,"login",)"
                                 R"({"password":"[redacted]","pin":"[redacted]","token":"[redacted]"}]])"));
}

BOOST_AUTO_TEST_CASE(a_replacement_is_computed_from_the_value) {
    std::string const card = "4111111111111234";
    log["card"] = secret{card, last_four};
    BOOST_TEST(finish() == instant_record(R"("data":{"card":"1234"})"));
}

BOOST_AUTO_TEST_CASE(a_secret_can_be_a_member_of_a_class_that_is_logged) {
    account const jane{"jane", secret<std::string>{"hunter2"}};
    BOOST_TEST(jane.password.expose() == "hunter2");
    log["account"] = jane;
    BOOST_TEST(finish() == instant_record(R"("data":{"account":{"name":"jane","password":"[redacted]"}})"));
}

BOOST_AUTO_TEST_CASE(a_secret_that_owns_its_value_overwrites_it_in_the_end) {
    using own = secret<std::array<char, 8>>;
    alignas(own) std::array<unsigned char, sizeof(own)> storage{};
    auto* const made = new (storage.data()) own{std::array<char, 8>{'h', 'u', 'n', 't', 'e', 'r', '2', '!'}};
    BOOST_TEST((std::memcmp(storage.data(), "hunter2!", 8) == 0));
    std::destroy_at(made);
    BOOST_TEST((std::memcmp(storage.data(), "\0\0\0\0\0\0\0\0", 8) == 0));
}

BOOST_AUTO_TEST_CASE(a_secret_leaves_alone_what_it_does_not_own_or_cannot_overwrite) {
    std::array<char, 4> buffer{'a', 'b', 'c', 'd'};
    {
        secret const view{std::span{buffer}};
    }
    BOOST_TEST(buffer[0] == 'a');
    {
        secret const texts{std::vector<std::string>{std::string(100, 'x')}};
    }  // the strings must free their memory
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_assigned_to_overwrites_the_old_value) {
    secret<std::string> hidden{std::string(100, 'h')};
    char const* const before = hidden.expose().data();
    hidden = secret<std::string>{std::string(50, 'n')};
    BOOST_TEST(hidden.expose().data() == before);  // the memory is used again, so it can be looked at
    BOOST_TEST(before[60] == '\0');
    BOOST_TEST(hidden.expose() == std::string(50, 'n'));
}

BOOST_AUTO_TEST_CASE(a_secret_of_an_lvalue_refers_to_it_and_leaves_it_alone) {
    std::string password = "hunter2";
    {
        secret const hidden{password};
        BOOST_TEST(&hidden.expose() == &password);
    }
    BOOST_TEST(password == "hunter2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace logdefer::test
