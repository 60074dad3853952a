// SPDX-License-Identifier: BSL-1.0

// Compiled with -fno-exceptions. Boost then requires a function that is called instead of throwing.

//[throw_exception
#include <logdefer/logdefer.hpp>

#include <boost/throw_exception.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

namespace boost {

void throw_exception(std::exception const& e, boost::source_location const& where) {
    std::fprintf(stderr, "%s:%u: %s\n", where.file_name(), static_cast<unsigned>(where.line()), e.what());
    std::abort();
}

void throw_exception(std::exception const& e) { throw_exception(e, boost::source_location{}); }

}  // namespace boost
//]

#include <logdefer/reader/json_reader.hpp>
#include <logdefer/testing.hpp>

#if defined(__cpp_exceptions)
#error this example shows a program without exceptions
#endif

int main() {
    logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout};
    log.data("order", boost::json::value{{"id", 7}, {"items", {"pen", "ink"}}});
    logdefer::record other;
    log.info("works without exceptions", {{"malformed", logdefer::read_record("{", other).code.message()}});
}
