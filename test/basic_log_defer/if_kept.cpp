// SPDX-License-Identifier: BSL-1.0
/// Values that are computed only for records that are kept.

#include <logdefer/settings/rules.hpp>
#include <logdefer/values/object.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace logdefer::test {
namespace {

using namespace std::chrono_literals;
using log_type = basic_log_defer<manual_clock>;

struct probe_fixture {
    manual_clock clock{start_time};
    std::string written;
    std::function<void(std::string_view)> sink = [this](std::string_view record) { written += record; };
    int calls = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(if_kept, probe_fixture)

BOOST_AUTO_TEST_CASE(the_result_stands_where_it_was_asked_for) {
    log_type log{sink, clock};
    log.info("slow query", {{"before", 1}, {"plan", log.if_kept([] { return std::string(100, 'p'); })}, {"after", 2}});
    log.info("item", log.if_kept([] { return 17; }), "last");
    log["member"] = log.if_kept([] { return object{{"nested", true}}; });
    log["other"] = 1;
    BOOST_TEST(!log.finish());
    BOOST_TEST(written
               == instant_record(R"("data":{"member":{"nested":true},"other":1},"logs":[[0.000000,30,"slow query",)"
                                 R"({"before":1,"plan":")"
                                 + std::string(100, 'p') + R"(","after":2}],[0.000000,30,"item",17,"last"]])"));
}

BOOST_AUTO_TEST_CASE(runs_at_the_end_and_only_if_the_record_is_kept_and_escalated) {
    settings const shared{.escalate = failed, .keep = slower_than(1s) || failed};
    auto const run = [&](std::chrono::seconds duration, outcome result) {
        log_type log{sink, shared, clock};
        log["probe"] = log.if_kept([this] { return ++calls; });
        BOOST_TEST(calls == 0);
        clock.advance(duration);
        log.outcome(result);
        BOOST_TEST(!log.finish());
        return std::exchange(calls, 0);
    };
    BOOST_TEST(run(0s, outcome::ok) == 0);
    BOOST_TEST(written == "");
    BOOST_TEST(run(2s, outcome::ok) == 0);
    BOOST_TEST(written.find(R"("data":{"probe":null})") != written.npos);
    BOOST_TEST(run(0s, outcome::failed) == 1);
    BOOST_TEST(written.find(R"("data":{"probe":1})") != written.npos);
}

BOOST_AUTO_TEST_CASE(what_a_probe_holds_is_destroyed_with_the_record_in_any_case) {
    auto const held = std::make_shared<int>(1);
    auto const probe = [held] { return *held; };
    {
        log_type log{sink, {.keep = failed}, clock};
        log["not kept"] = log.if_kept(probe);
    }
    BOOST_TEST(held.use_count() == 2);
    {
        log_type log{sink, clock};
        log["cancelled"] = log.if_kept(probe);
        log.cancel();
    }
    BOOST_TEST(held.use_count() == 2);
    {
        log_type log{sink, clock};
        auto fork = log.fork();
        fork["fork"] = fork.if_kept(probe);
        fork.cancel();
    }
    BOOST_TEST(held.use_count() == 2);
    {
        log_type log{sink, clock};
        log["large"] = log.if_kept([held, large = std::array<char, 5000>{}] { return *held + large[0]; });
        for (int i = 0; i < 100; ++i) (void)log.if_kept(probe);
        written.clear();
    }
    BOOST_TEST(held.use_count() == 2);
    BOOST_TEST(written == instant_record(R"("data":{"large":1})"));
}

BOOST_AUTO_TEST_CASE(a_probe_that_throws_leaves_null_and_is_counted) {
    log_type log{sink, clock};
    log["throws"] = log.if_kept([]() -> int { throw 1; });
    log["works"] = log.if_kept([] { return 2; });
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("data":{"throws":null,"works":2},"dropped":{"probes":1})"));
}

BOOST_AUTO_TEST_CASE(probes_that_come_too_late_do_not_run) {
    log_type log{sink, {.probe_time = 10ms}, clock};
    for (auto const* key : {"first", "second", "third"}) {
        log[key] = log.if_kept([this] {
            clock.advance(8ms);
            return ++calls;
        });
    }
    BOOST_TEST(!log.finish());
    BOOST_TEST(calls == 2);
    BOOST_TEST(written == instant_record(R"("data":{"first":1,"second":2,"third":null},"dropped":{"probes":1})"));
}

BOOST_AUTO_TEST_CASE(probes_of_forks_are_run_by_the_log_that_ends_last) {
    log_type log{sink, clock};
    std::optional fork{log.fork()};
    (*fork)["fork"] = fork->if_kept([] { return "f"; });
    log["first"] = log.if_kept([] { return "l"; });
    BOOST_TEST(log.finish() == error::pending);
    BOOST_TEST(written == "");
    fork.reset();
    BOOST_TEST(written == instant_record(R"("data":{"first":"l","fork":"f"})"));
}

BOOST_AUTO_TEST_CASE(a_closed_log_takes_no_probe) {
    log_type log{sink, clock};
    log.cancel();
    log["x"] = log.if_kept([this] { return ++calls; });
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(a_probe_that_has_no_result_here_is_null) {
    log_type log{sink, clock};
    log_type other{sink, clock};
    log["foreign"] = other.if_kept([] { return 1; });
    log["nested"] = log.if_kept([&] { return log.if_kept([] { return 2; }); });
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("data":{"foreign":null,"nested":null},"dropped":{"probes":1})"));
}

BOOST_AUTO_TEST_CASE(no_time_limit_is_too_large) {
    log_type log{sink, {.probe_time = std::chrono::nanoseconds::max()}, clock};
    log["x"] = log.if_kept([] { return 1; });
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("data":{"x":1})"));
}

BOOST_AUTO_TEST_CASE(the_result_of_a_probe_is_redacted_and_cut_like_any_value) {
    log_type log{sink, {.max_bytes = 600, .redact = {"**.token"}}, clock};
    log["probe"] = log.if_kept([] { return object{{"token", "t"}, {"text", std::string(5000, 'x')}}; });
    BOOST_TEST(!log.finish());
    BOOST_TEST(written.find(R"("probe":{"token":"[redacted]","text":"xxx)") != written.npos);
    BOOST_TEST(written.size() <= 600U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace logdefer::test
