// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <logdefer/base/error.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace support {

/// Lets the sink behind a queue log to that queue until it is full, then log a record that is too long for it, and
/// flush.
template <class Sink, class Options>
void require_no_wait_for_itself(Options const& options, std::string const& record_to_fill,
                                std::string const& too_long) {
    auto const later = [] { return std::chrono::steady_clock::now() + std::chrono::hours{24}; };
    Sink* self = nullptr;
    std::vector<std::error_code> codes;
    bool flushed = true;
    Sink sink{[&](std::string_view record) {
                  if (record != "first\n") return;
                  while (codes.empty() || !codes.back()) codes.push_back((*self)(record_to_fill));
                  codes.push_back((*self)(too_long));
                  flushed = self->flush(later());
              },
              options};
    self = &sink;
    (void)sink("first\n");
    BOOST_TEST(sink.flush(later()));
    BOOST_TEST(codes.size() > 2U);
    BOOST_TEST(codes[codes.size() - 2] == logdefer::error::queue_full);
    BOOST_TEST(codes.back() == std::make_error_code(std::errc::resource_deadlock_would_occur));
    BOOST_TEST(!flushed);
    BOOST_TEST(sink.counters().dropped == 2U);
}

}  // namespace support
