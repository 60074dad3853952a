// SPDX-License-Identifier: BSL-1.0
/// Callables that use the log which calls them while it ends.

#include <logdefer/settings/rules.hpp>
#include <logdefer/settings/settings.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace logdefer::test {
namespace {

using log_type = basic_log_defer<manual_clock>;

struct callback_fixture {
    manual_clock clock{start_time};
    std::string written;
    std::function<void(std::string_view)> sink = [this](std::string_view record) { written += record; };
    std::optional<log_type> log;

    /// Calls the log in all ways, and ends it. Returns a value for a probe.
    int use_log() {
        log->info("ignored", {{"text", std::string(5000, 'x')}});
        (*log)["ignored"] = log->if_kept([] { return "ignored"; });
        log->redact("expected");
        auto const timer = log->timer("ignored");
        auto const fork = log->fork();
        BOOST_TEST(!log->is_open());
        BOOST_TEST(!fork.is_open());
        std::string text;
        record structure;
        BOOST_TEST(log->finish(text) == error::not_open);
        BOOST_TEST(log->finish(structure) == error::not_open);
        BOOST_TEST(!log->finish());
        log->cancel();
        return 17;
    }

    /// Logs a line with a probe, and ends the log in each way; the record is the same.
    void end_in_all_ways(settings const& how, std::function<int()> const& probe) {
        std::string const expected = instant_logs(R"([0.000000,30,"expected",17])");
        auto const begin = [&] {
            log.emplace(sink, how, clock);
            log->info("expected", log->if_kept(probe));
        };
        begin();
        BOOST_TEST(!log->finish());
        BOOST_TEST(written == expected);
        begin();
        BOOST_TEST(!log->finish_now());
        BOOST_TEST(written == expected + expected);
        begin();
        std::string text;
        BOOST_TEST(!log->finish(text));
        BOOST_TEST(text == expected);
        begin();
        record structure;
        BOOST_TEST(!log->finish(structure));
        BOOST_TEST((*structure.view().logs().begin()).message().text() == "expected");
        written.clear();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(callbacks_of_a_log_that_ends, callback_fixture)

BOOST_AUTO_TEST_CASE(a_probe_finds_its_log_over) {
    end_in_all_ways({.keep = has_level(30)}, [this] { return use_log(); });
}

BOOST_AUTO_TEST_CASE(a_predicate_finds_its_log_over) {
    settings const how{.escalate = rule{[this](record_view const&) { return use_log() == 17; }}};
    end_in_all_ways(how, [] { return 17; });
    settings const also{.keep = rule{[this](record_view const&) { return use_log() == 17; }}};
    log.emplace(sink, also, clock);
    log->info("expected", 17);
    BOOST_TEST(!log->finish());
    BOOST_TEST(written == instant_logs(R"([0.000000,30,"expected",17])"));
}

BOOST_AUTO_TEST_CASE(a_sink_finds_its_log_over_and_may_log_to_another_one_with_the_same_settings) {
    settings const how{.keep = failed, .redact = {"data.token"}, .members = {{"service", "x"}}};
    std::string other;
    std::function<void(std::string_view)> const logs = [&](std::string_view record) {
        (void)use_log();
        log_type inner{[&](std::string_view text) { other = text; }, how, clock};
        inner["token"] = inner.if_kept([] { return "hunter2"; });
        inner.outcome(outcome::failed);
        BOOST_TEST(!inner.finish());
        written = record;
    };
    log.emplace(logs, how, clock);
    (*log)["token"] = "hunter2";
    log->outcome(outcome::timeout);
    BOOST_TEST(!log->finish());
    BOOST_TEST(written == instant_record(R"("data":{"token":"[redacted]"},"outcome":"timeout","service":"x")"));
    BOOST_TEST(other == instant_record(R"("data":{"token":"[redacted]"},"outcome":"failed","service":"x")"));
}

BOOST_AUTO_TEST_CASE(a_probe_may_log_to_other_logs_and_to_a_fork_that_is_still_open) {
    report_list reports;
    settings const how{.members = {{"a", 1}}, .on_error = reports};
    std::string inner_text;
    log.emplace(sink, how, clock);
    auto fork = log->fork();
    (*log)["probe"] = log->if_kept([&] {
        fork.info("too late");
        log_type inner{[&](std::string_view text) { inner_text = text; }, how, clock};
        inner["inner"] = inner.if_kept([] { return 1; });
        return 2;
    });
    BOOST_TEST(!log->finish_now());
    BOOST_TEST(written == instant_record(R"("data":{"probe":2},"a":1)"));
    BOOST_TEST(inner_text == instant_record(R"("data":{"inner":1},"a":1)"));
    BOOST_TEST(fork.finish() == error::late);
    BOOST_TEST(reports == (report_list{{{error::late, ""}}}));
}

BOOST_AUTO_TEST_CASE(a_serializer_that_throws_leaves_a_stub_without_what_was_to_be_concealed) {
    struct throws_once {
        bool thrown = false;
        std::error_code append(record_view const& r, output_buffer& out) {
            if (!std::exchange(thrown, true)) throw std::runtime_error{"once"};
            return json_serializer{}.append(r, out);
        }
    };
    report_list reports;
    settings const how{.max_bytes = 300, .redact = {"data.token"}, .members = {{"service", "x"}}, .on_error = reports};
    basic_log_defer<manual_clock, throws_once> throwing{sink, how, clock};
    throwing["token"] = "hunter2";
    throwing["probe"] = throwing.if_kept([] { return std::string(1000, 'x'); });
    throwing.info("learnt");
    throwing.redact("learnt");
    BOOST_TEST(throwing.finish() == error::serializer_failed);
    BOOST_TEST(reports.size() == 1U);
    BOOST_TEST(written == instant_record(R"("dropped":{"data":2,"logs":1})"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace logdefer::test
