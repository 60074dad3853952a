// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/fwd.hpp>

// Declarations that a user's header may contain before it includes the rest of the library.
struct money {
    long cents;
};
template <>
struct logdefer::encoder<money> {
    static void encode(money const& m, value_writer& out);
};
namespace logdefer {
template <>
struct encoder<money*> {
    static void encode(money* const& m, value_writer& out);
};
}  // namespace logdefer
long start_of(logdefer::record_view const& r);
void greet(logdefer::log_ref log);

#include <logdefer/log_ref.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include "support/json_of.hpp"

#include <boost/test/unit_test.hpp>

void logdefer::encoder<money>::encode(money const& m, value_writer& out) { out.write(fields{{"cents", m.cents}}); }
void logdefer::encoder<money*>::encode(money* const& m, value_writer& out) { out.write(*m); }
long start_of(logdefer::record_view const& r) { return r.start().count(); }
void greet(logdefer::log_ref log) { log.info("hello"); }

BOOST_AUTO_TEST_CASE(what_was_declared_beforehand_is_what_is_used) {
    money m{5};
    BOOST_TEST(support::json_of(m) == R"({"cents":5})");
    BOOST_TEST(support::json_of(&m) == R"({"cents":5})");
    long start = 0;
    auto const sink = [&](logdefer::record_view const& r) { start = start_of(r); };
    {
        logdefer::basic_log_defer<logdefer::manual_clock> const log{sink,
                                                                    logdefer::manual_clock{std::chrono::seconds{1}}};
    }
    BOOST_TEST(start == 1'000'000'000);
}

BOOST_AUTO_TEST_CASE(a_function_may_be_declared_that_takes_a_reference_to_a_log) {
    logdefer::capturing_sink sink;
    {
        logdefer::log_defer log{sink};
        greet(log);
    }
    BOOST_TEST(sink.at(0).logs.at(0).message.text == R"("hello")");
}
