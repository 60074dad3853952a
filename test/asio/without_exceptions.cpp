// SPDX-License-Identifier: BSL-1.0
// A program that is compiled without exceptions can bind its work.
#include <logdefer/asio.hpp>
#include <logdefer/coroutine.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

#include <boost/assert/source_location.hpp>
#include <boost/throw_exception.hpp>

// Boost requires this function of such programs.
void boost::throw_exception(std::exception const&) { std::abort(); }
void boost::throw_exception(std::exception const&, boost::source_location const&) { std::abort(); }

int main() {
    std::string text;
    boost::asio::io_context io;
    auto const keep = [&](std::string_view t) { text = t; };
    boost::asio::post(logdefer::bind(io, logdefer::basic_log_defer{keep}), [] { logdefer::current().info("here"); });
    io.run();
    return text.find("here") != text.npos ? EXIT_SUCCESS : EXIT_FAILURE;
}
