// SPDX-License-Identifier: BSL-1.0
/// Settings that decide about a record when it is finished.

#include <logdefer/settings/rules.hpp>
#include <logdefer/settings/settings.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::test {
namespace {

using namespace std::chrono_literals;
using log_type = basic_log_defer<manual_clock>;

struct settings_fixture {
    manual_clock clock{start_time};
    std::string written;
    std::function<void(std::string_view)> sink = [this](std::string_view record) { written += record; };
};

enum other_level { debug_of_another_library };
static_assert(!std::is_assignable_v<adjustable_level&, other_level>, "levels of other libraries are other numbers");

}  // namespace

BOOST_FIXTURE_TEST_SUITE(settings_of_logs, settings_fixture)

BOOST_AUTO_TEST_CASE(named_settings_are_referenced_and_a_change_holds_for_the_next_log) {
    settings shared{.verbosity = 20};
    log_type before{sink, shared, clock};
    shared.verbosity = 30;
    before.info("not recorded");
    BOOST_TEST(!before.finish());
    log_type after{sink, shared, clock};
    after.info("recorded");
    BOOST_TEST(!after.finish());
    BOOST_TEST(written == record_of(R"("end":0.000000)") + instant_logs(R"([0.000000,30,"recorded"])"));
}

BOOST_AUTO_TEST_CASE(temporary_settings_live_as_long_as_the_record) {
    std::optional<log_type> fork;
    {
        log_type log{sink, {.members = {{"service", "orders"}}}, clock};
        fork.emplace(log.fork());
    }
    BOOST_TEST(written == "");
    fork.reset();
    BOOST_TEST(written == instant_record(R"("service":"orders")"));
}

BOOST_AUTO_TEST_CASE(lines_above_the_verbosity_are_shown_only_where_escalate_holds) {
    settings const shared{.verbosity = 30, .escalate = failed, .record_verbosity = 40};
    for (auto const result : {outcome::ok, outcome::failed}) {
        log_type log{sink, shared, clock};
        log.log_at<40>("detail");
        log.info("usual");
        log.log_at<50>("never recorded");
        log.outcome(result);
    }
    BOOST_TEST(written
               == instant_logs(R"([0.000000,30,"usual"])")
                      + instant_record(R"("logs":[[0.000000,40,"detail"],[0.000000,30,"usual"]],"outcome":"failed")"));
}

BOOST_AUTO_TEST_CASE(hidden_lines_do_not_count_as_dropped_and_leave_no_empty_list) {
    settings const shared{.verbosity = 20, .escalate = failed};
    log_type log{sink, shared, clock};
    log.info("hidden");
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(without_escalate_nothing_above_the_verbosity_is_recorded) {
    bool built = false;
    log_type log{sink, {.verbosity = 20, .record_verbosity = 40, .members = {{"a", 1}}}, clock};
    log.info([&] {
        built = true;
        return "hidden";
    });
    BOOST_TEST(!log.finish());
    BOOST_TEST(!built);
}

BOOST_AUTO_TEST_CASE(the_verbosity_of_a_log_is_that_at_its_start_also_when_lines_are_hidden) {
    settings shared{.verbosity = 20, .escalate = failed};
    log_type log{sink, shared, clock};
    log.info("hidden");
    shared.verbosity = 30;
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(a_record_that_is_not_kept_is_neither_rendered_nor_given_to_the_sink) {
    settings const shared{.keep = slower_than(1s)};
    for (auto const pause : {1s, 2s}) {
        log_type log{sink, shared, clock};
        log.info("x");
        clock.advance(pause);
        BOOST_TEST(!log.finish());
    }
    BOOST_TEST(written
               == R"({"start":1700000001.123456,"end":2.000000,"logs":[[0.000000,30,"x"]]})"
                  "\n");
}

BOOST_AUTO_TEST_CASE(a_record_that_is_kept_by_chance_says_its_rate) {
    log_type log{sink, {.keep = sample(1.0) && sample_by("user", 0.75)}, clock};
    log.data("user", "bob");
    std::string line;
    BOOST_TEST(!log.finish(line));  // the caller decides
    BOOST_TEST(line == instant_record(R"("data":{"user":"bob"})"));
    int kept = 0;
    for (int user = 0; user < 100; ++user) {
        log_type one{sink, {.keep = sample_by("user", 0.75)}, clock};
        one.data("user", user);
        BOOST_TEST(!one.finish());
        if (written.empty()) continue;
        BOOST_TEST(written == instant_record(R"("data":{"user":)" + std::to_string(user) + R"(},"sample_rate":0.75)"));
        written.clear();
        ++kept;
    }
    BOOST_TEST(kept > 50);
    BOOST_TEST(kept < 100);
}

BOOST_AUTO_TEST_CASE(keep_and_escalate_see_the_lines_that_will_be_hidden) {
    settings const shared{.verbosity = 10, .escalate = failed, .keep = has_level(40)};
    log_type log{sink, shared, clock};
    log.debug("seen by the rule");
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(the_rules_see_the_merged_record_of_all_forks) {
    settings const shared{.keep = failed};
    log_type log{sink, shared, clock};
    {
        auto fork = log.fork();
        fork.error("in a fork");
    }
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_logs(R"([0.000000,10,"in a fork"])"));
}

BOOST_AUTO_TEST_CASE(static_members_follow_what_the_record_has_of_its_own) {
    std::string const host = "a.example";
    settings const shared{.members = {{"service", "orders"}, {"host", host}, {"limits", {{"cpu", 2}}}}};
    log_type log{sink, shared, clock};
    log.outcome(outcome::failed);
    BOOST_TEST(!log.finish());
    BOOST_TEST(written
               == instant_record(R"("outcome":"failed","service":"orders","host":"a.example","limits":{"cpu":2})"));
}

BOOST_AUTO_TEST_CASE(of_static_members_with_one_name_the_last_value_counts) {
    settings const shared{.members = {{"a", 1}, {"b", 2}, {"a", 3}}};
    BOOST_TEST(!log_type(sink, shared, clock).finish());
    BOOST_TEST(written == instant_record(R"("a":3,"b":2)"));
}

BOOST_AUTO_TEST_CASE(a_static_member_with_a_name_of_the_library_is_left_out_and_reported) {
    report_list reports;
    error_hook const hook{reports};
    error_hook::set_default(&hook);
    settings const shared{.members = {{"start", 1}, {"service", "x"}, {"outcome", "y"}}};
    error_hook::set_default(nullptr);
    BOOST_TEST(!log_type(sink, shared, clock).finish());
    BOOST_TEST(written == instant_record(R"("service":"x")"));
    BOOST_TEST(reports == (report_list{{{error::reserved_member, "start"}, {error::reserved_member, "outcome"}}}));
}

BOOST_AUTO_TEST_CASE(copies_of_settings_are_independent) {
    settings const first{.verbosity = 20, .keep = failed, .members = {{"a", 1}}};
    settings second = first;
    second.verbosity = 30;
    second.members = {{"b", 2}};
    second.keep = {};
    log_type one{sink, first, clock};
    one.error("x");
    BOOST_TEST(!one.finish());
    log_type other{sink, second, clock};
    other.info("y");
    BOOST_TEST(!other.finish());
    BOOST_TEST(written
               == instant_record(R"("logs":[[0.000000,10,"x"]],"a":1)")
                      + instant_record(R"("logs":[[0.000000,30,"y"]],"b":2)"));
}

BOOST_AUTO_TEST_CASE(every_record_has_another_id) {
    settings const shared{.id = true};
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) {
        record r;
        BOOST_TEST(!log_type(sink, shared, clock).finish(r));
        auto const id = (*r.view().extras().begin()).value().text();
        BOOST_TEST(id.size() == 32U);
        BOOST_TEST((id.find_first_not_of("0123456789abcdef") == id.npos));
        ids.insert(std::string{id});
    }
    BOOST_TEST(ids.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(a_record_that_is_not_kept_leaves_the_count_of_dropped_records_to_the_next_one) {
    struct counting {
        std::string& written;
        std::uint64_t dropped = 3;

        std::error_code operator()(std::string_view record) noexcept { return written += record, std::error_code{}; }
        std::uint64_t take_dropped() noexcept { return std::exchange(dropped, 0); }
        void return_dropped(std::uint64_t n) noexcept { dropped += n; }
    } counted{written};
    settings const shared{.keep = failed};
    BOOST_TEST(!log_type(counted, shared, clock).finish());
    log_type log{counted, shared, clock};
    log.outcome(outcome::failed);
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("outcome":"failed","dropped":{"records":3})"));
}

BOOST_AUTO_TEST_CASE(a_cancelled_log_releases_its_settings_and_the_next_one_follows_its_own) {
    log_type cancelled{sink, {.members = {{"a", 1}}}, clock};
    cancelled.cancel();
    BOOST_TEST(!log_type(sink, clock).finish());
    BOOST_TEST(written == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(redaction_by_path, settings_fixture)

namespace {

void last_four(value_view value, value_writer& out) {
    auto const digits = value.text();
    out.write(digits.substr(digits.size() < 4 ? 0 : digits.size() - 4));
}

}  // namespace

BOOST_AUTO_TEST_CASE(selects_members_at_any_depth_and_leaves_the_others) {
    settings const shared{.redact = {"data.password", "**.token", {"data.card", last_four}}};
    log_type log{sink, shared, clock};
    log.data("password", "hunter2");
    log.data("card", "4111111111111234");
    log.data("user",
             fields{{"password", "not at this path"}, {"token", list{1, 2}}, {"list", list{fields{{"token", 1}}}}});
    log.info("token", {{"token", "t"}, {"x", 1.5}});
    {
        auto const timer = log.timer("db");
    }
    BOOST_TEST(!log.finish());
    BOOST_TEST(written
               == record_of(R"("end":0.000001,"data":{"password":"[redacted]","card":"1234",)"
                            R"("user":{"password":"not at this path",)"
                            R"("token":"[redacted]","list":[{"token":"[redacted]"}]}},)"
                            R"("logs":[[0.000000,30,"token",{"token":"[redacted]","x":1.5}]],)"
                            R"("timers":[["db",0.000000,0.000001]])"));
}

BOOST_AUTO_TEST_CASE(a_path_that_begins_with_no_member_of_the_record_begins_anywhere) {
    settings const shared{.redact = {"password", "user.name"}};
    log_type log{sink, shared, clock};
    log.data("password", 1);
    log.data("user", fields{{"name", "jane"}, {"id", 7}});
    log.info("user.name", {{"user", fields{{"name", "jane"}}}, {"name", "x"}, {"deep", fields{{"password", 2}}}});
    BOOST_TEST(!log.finish());
    BOOST_TEST(written
               == instant_record(R"("data":{"password":"[redacted]","user":{"name":"[redacted]","id":7}},)"
                                 R"("logs":[[0.000000,30,"user.name",{"user":{"name":"[redacted]"},"name":"x",)"
                                 R"("deep":{"password":"[redacted]"}}]])"));
}

BOOST_AUTO_TEST_CASE(a_path_also_selects_a_key_with_its_dots) {
    settings const shared{.redact = {"http.request.header.authorization", "data.user.name"}};
    log_type log{sink, shared, clock};
    log.data("http.request.header.authorization", "Bearer x");
    log.data("http", fields{{"request.header", fields{{"authorization", "Bearer x"}, {"accept", "*"}}}});
    log.info("x", {{"http.request.header.authorization", "Bearer x"}, {"user.name", "not at this path"}});
    log.data("user.name", "jane");
    BOOST_TEST(!log.finish());
    BOOST_TEST(written
               == instant_record(R"("data":{"http.request.header.authorization":"[redacted]",)"
                                 R"("http":{"request.header":{"authorization":"[redacted]","accept":"*"}},)"
                                 R"("user.name":"[redacted]"},)"
                                 R"("logs":[[0.000000,30,"x",{"http.request.header.authorization":"[redacted]",)"
                                 R"("user.name":"not at this path"}]])"));
}

BOOST_AUTO_TEST_CASE(no_path_selects_a_message) {
    settings const shared{.redact = {"**"}};
    log_type log{sink, shared, clock};
    log.info("message", 17);
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_logs(R"([0.000000,30,"message","[redacted]"])"));
}

BOOST_AUTO_TEST_CASE(sees_the_value_that_is_written_where_a_key_was_set_again) {
    settings const shared{.redact = {"data.user.name"}};
    log_type log{sink, shared, clock};
    log.data("user", 1);
    log.data("other", 2);
    log.data("user", fields{{"name", "jane"}});
    log.data("user", fields{{"id", 7}}, merge_data::deep);
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("data":{"user":{"name":"[redacted]","id":7},"other":2})"));
}

BOOST_AUTO_TEST_CASE(a_replacement_that_throws_or_writes_two_values_loses_the_entry_and_not_the_secret) {
    settings const shared{.redact = {{"data.throws", [](value_view, value_writer&) { throw 1; }},
                                     {"data.twice", [](value_view, value_writer& out) { out.write(1), out.write(2); }},
                                     {"logs.never", [](value_view, value_writer&) {}}}};
    log_type log{sink, shared, clock};
    log.data("throws", "secret");
    log.data("twice", "secret");
    log.data("ok", 1);
    log.info("line", {{"never", "secret"}});
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("data":{"ok":1},"dropped":{"data":2,"logs":1})"));
}

BOOST_AUTO_TEST_CASE(a_sink_that_takes_the_structure_of_a_record_gets_the_redacted_one) {
    std::string text;
    auto const reads = [&](record_view const& r) {
        for (data_view const d : r.data()) text += d.value().text();
    };
    log_type log{reads, {.redact = {"data.*"}}, clock};
    log.data("a", "secret");
    BOOST_TEST(!log.finish());
    BOOST_TEST(text == "[redacted]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace logdefer::test
