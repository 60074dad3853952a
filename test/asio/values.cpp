// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/value_writer.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/test/unit_test.hpp>

#include <support/json_of.hpp>

#include <string_view>

namespace {

namespace ip = boost::asio::ip;
using support::json_of;
using namespace std::string_view_literals;

}  // namespace

BOOST_AUTO_TEST_CASE(an_endpoint_is_an_address_and_a_port) {
    BOOST_TEST(json_of(ip::tcp::endpoint{ip::make_address("10.1.2.3"), 8080}) == R"("10.1.2.3:8080")"sv);
    BOOST_TEST(json_of(ip::udp::endpoint{ip::make_address("fe80::1"), 53}) == R"("[fe80::1]:53")"sv);
}

BOOST_AUTO_TEST_CASE(an_endpoint_of_this_machine_is_its_path) {
    BOOST_TEST(json_of(boost::asio::local::stream_protocol::endpoint{"/run/a.sock"}) == R"("/run/a.sock")"sv);
}

BOOST_AUTO_TEST_CASE(an_address_is_text) {
    BOOST_TEST(json_of(ip::make_address("::1")) == R"("::1")"sv);
    BOOST_TEST(json_of(ip::address_v4::loopback()) == R"("127.0.0.1")"sv);
}
