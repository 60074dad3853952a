// SPDX-License-Identifier: BSL-1.0
/// Values that are learnt to be secret after they were logged.

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace logdefer::test {

using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(redact, log_fixture)

BOOST_AUTO_TEST_CASE(a_secret_is_overwritten_in_texts_keys_and_names_of_timers) {
    log.info("body: user=jane&pw=hunter2", {{"hunter2", "x"}, {"list", list{"hunter2hunter2", "other"}}});
    log.data("hunter2-key", "hunter");
    {
        auto const timer = log.timer("login hunter2");
    }
    log.outcome("failed: hunter2");
    log.redact("hunter2");
    BOOST_TEST(finish()
               == record_of(R"("end":0.000001,"data":{"*******-key":"hunter"},"logs":[[0.000000,30,)"
                            R"("body: user=jane&pw=*******",{"*******":"x","list":["**************","other"]}]],)"
                            R"("timers":[["login *******",0.000000,0.000001]],"outcome":"failed: *******")"));
}

BOOST_AUTO_TEST_CASE(a_secret_is_overwritten_in_what_is_logged_later) {
    log.redact("hunter2");
    log.info("hunter2");
    log["hunter2"] = 1;
    BOOST_TEST(finish() == instant_record(R"("data":{"*******":1},"logs":[[0.000000,30,"*******"]])"));
}

BOOST_AUTO_TEST_CASE(a_secret_is_overwritten_in_what_a_probe_returns) {
    log.redact("hunter2");
    log.redact("17");
    log["text"] = log.if_kept([] { return "pw=hunter2"; });
    log["number"] = log.if_kept([] { return 17; });
    BOOST_TEST(finish() == instant_record(R"("data":{"text":"pw=*******","number":"[redacted]"})"));
}

BOOST_AUTO_TEST_CASE(numbers_with_the_decimal_text_of_a_secret_are_replaced) {
    log.info("numbers", {{"integer", 1234}, {"text", "x1234y"}, {"negative", -1234}, {"other", 12345}});
    log["unsigned"] = std::uint64_t{1234};
    log["real"] = 0.5;
    log["largest"] = std::numeric_limits<std::uint64_t>::max();
    log.redact("1234");
    log.redact("0.5");
    log.redact("18446744073709551615");
    log["later"] = 1234;
    BOOST_TEST(finish()
               == instant_record(R"("data":{"unsigned":"[redacted]","real":"[redacted]","largest":"[redacted]",)"
                                 R"("later":"[redacted]"},"logs":[[0.000000,30,"numbers",{"integer":"[redacted]",)"
                                 R"("text":"x****y","negative":-1234,"other":12345}]])"));
}

BOOST_AUTO_TEST_CASE(numbers_are_compared_with_a_secret_as_they_are_printed) {
    log["real"] = 100000.0;
    log["large"] = 123456789000.0;
    log["negative"] = -50000.5;
    log["small"] = 0.00001;
    log["other"] = 100001.0;
    log["duration"] = 1234s;
    log["fraction"] = 5'678'500ms;
    log["other duration"] = 1235s;
    for (auto const* const secret : {"100000", "123456789000", "-50000.5", "1e-05", "1234", "5678.5"}) {
        log.redact(secret);
    }
    BOOST_TEST(finish()
               == instant_record(R"("data":{"real":"[redacted]","large":"[redacted]","negative":"[redacted]",)"
                                 R"("small":"[redacted]","other":100001,"duration":"[redacted]",)"
                                 R"("fraction":"[redacted]","other duration":1235})"));
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_not_utf_8_is_overwritten_in_keys_too) {
    log["k\xffsecret"] = "v\xffsecret";
    log.info("x", {{"nested \xffsecret", 1}});
    log.redact("\xffsecret");
    log["later \xffsecret"] = 2;
    auto fork = log.fork();
    fork["fork \xffsecret"] = 3;
    BOOST_TEST(fork.finish() == error::pending);
    BOOST_TEST(finish()
               == instant_record(R"("data":{"k*********":"v*******","later *********":2,"fork *********":3},)"
                                 R"("logs":[[0.000000,30,"x",{"nested *********":1}]])"));
}

BOOST_AUTO_TEST_CASE(a_secret_that_one_log_learns_is_overwritten_in_all_logs_of_the_record) {
    auto fork = log.fork();
    fork.info("in a fork: hunter2");
    log.info("in the first log: hunter2");
    {
        auto learns = log.fork();
        learns.redact("hunter2");
        learns.redact("17");
    }
    fork["n"] = 17;
    BOOST_TEST(fork.finish() == error::pending);
    BOOST_TEST(finish()
               == instant_record(R"("data":{"n":"[redacted]"},"logs":[[0.000000,30,"in the first log: *******"],)"
                                 R"([0.000000,30,"in a fork: *******"]])"));
}

BOOST_AUTO_TEST_CASE(what_a_cancelled_log_has_learnt_stays_secret) {
    log.info("hunter2");
    auto fork = log.fork();
    fork.redact("hunter2");
    fork.cancel();
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"*******"])"));
}

BOOST_AUTO_TEST_CASE(secrets_that_contain_or_overlap_one_another_are_overwritten_as_a_whole) {
    log.info("Authorization: jane:hunter2", {{"self", "xabababay"}});
    log.redact("jane");
    log.redact("jane:hunter2");
    log.redact("aba");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"Authorization: ************",{"self":"x*******y"}])"));
}

BOOST_AUTO_TEST_CASE(of_a_secret_that_another_one_overlaps_nothing_is_left) {
    log.info("pw=hunter2abcd", {{"behind", "xyhunter2abc"}, {"both", "efhunter2abcd"}, {"within", "hunter2a"}});
    log.redact("hunter2abc");
    log.redact("2abcd");
    log.redact("xyhunt");
    log.redact("efh");
    log.info("hunter2abcd", {{"behind", "xyhunter2abc"}});
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"pw=***********",{"behind":"************","both":"*************",)"
                               R"("within":"hunter2a"}],[0.000000,30,"***********",{"behind":"************"}])"));
}

BOOST_AUTO_TEST_CASE(what_stands_beside_an_overwritten_secret_is_left) {
    log.info("hunter2d", {{"before", "xhunter2"}, {"twice", "hunter2hunter2d"}});
    log.redact("hunter2");
    log.redact("3d");
    log.redact("xi");
    log.redact("Hunter2d");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"*******d",{"before":"x*******","twice":"**************d"}])"));
}

BOOST_AUTO_TEST_CASE(asterisks_of_the_program_are_no_part_of_a_secret) {
    log.info("a*b", {{"rating", "****"}, {"card", "**** 5678"}, {"bold", "*bold*"}});
    log.redact("ab");
    log.redact("1234 5678");
    log.redact("*bold*");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"a*b",{"rating":"****","card":"**** 5678","bold":"******"}])"));
}

BOOST_AUTO_TEST_CASE(where_asterisks_would_take_too_many_comparisons_rather_too_much_is_overwritten) {
    std::string text;
    for (int i = 0; i < 5; ++i) text += std::string(999, '*') + 'a';
    log.info(text);
    log.redact(std::string(1000, 'a'));
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,")" + std::string(text.size(), '*') + R"("])"));
}

BOOST_AUTO_TEST_CASE(a_log_that_ends_without_a_record_leaves_no_secret_to_the_next_one) {
    basic_log_defer<manual_clock> cancelled{sink, clock};
    {
        auto fork = cancelled.fork();
        cancelled.redact("hello");
        cancelled.cancel();
        fork.redact("world");
    }
    basic_log_defer<manual_clock> left{sink, clock};
    auto late = left.fork();
    late.redact("again");
    BOOST_TEST(!left.finish_now());
    BOOST_TEST(late.finish() == error::late);
    for (int i = 0; i < 4; ++i) {
        basic_log_defer<manual_clock> next{sink, clock};
        auto fork = next.fork();
        next.info("hello world again");
        fork.cancel();
        BOOST_TEST(!next.finish());
        BOOST_TEST(sink.texts().back() == instant_logs(R"([0.000000,30,"hello world again"])"));
    }
}

BOOST_AUTO_TEST_CASE(the_name_of_a_late_timer_is_reported_without_the_secret) {
    {
        auto timer = log.timer("fetch hunter2");
        log.redact("hunter2");
        BOOST_TEST(!log.finish());
    }
    BOOST_TEST((reports == report_list{{{error::late, "fetch *******"}}}));
}

BOOST_AUTO_TEST_CASE(a_late_timer_has_no_name_once_a_log_of_its_record_has_learnt_a_secret) {
    report_list const nameless{{{error::late, ""}}};
    auto first = log.fork();
    auto second = log.fork();
    {
        auto timer = first.timer("first hunter2");
        BOOST_TEST(first.finish() == error::pending);
        auto below = second.fork();
        below.redact("hunter2");
        timer.stop();
        BOOST_TEST(std::exchange(reports, {}) == nameless);
    }
    auto timer = second.timer("second hunter2");
    auto own = log.timer("hunter2");
    BOOST_TEST(!log.finish_now());
    own.stop();
    BOOST_TEST(std::exchange(reports, {}) == nameless);
    BOOST_TEST(second.finish() == error::late);
    BOOST_TEST(std::exchange(reports, {}) == nameless);
    timer.stop();
    BOOST_TEST(reports == nameless);
}

BOOST_AUTO_TEST_CASE(a_late_timer_of_a_log_that_ends_too_late_has_no_name_if_that_learns_a_secret) {
    auto fork = log.fork();
    BOOST_TEST(!log.finish_now());
    fork.redact("hunter2");
    auto timer = fork.timer("login hunter2");
    BOOST_TEST(fork.finish() == error::late);
    timer.stop();
    BOOST_TEST((reports == report_list{{{error::late, ""}, {error::late, ""}}}));
}

BOOST_AUTO_TEST_CASE(a_late_timer_of_a_fork_has_no_name_if_the_secret_was_learnt_before_the_fork) {
    log.redact("hunter2");
    auto fork = log.fork();
    auto timer = fork.timer("login hunter2");
    BOOST_TEST(fork.finish() == error::pending);
    timer.stop();
    BOOST_TEST((reports == report_list{{{error::late, ""}}}));
    BOOST_TEST(!log.finish());
}

BOOST_AUTO_TEST_CASE(a_late_timer_of_the_next_record_has_its_name) {
    for (bool const learns : {true, false}) {
        reports.clear();
        basic_log_defer<manual_clock> next{sink, clock, settings{.on_error = reports}};
        auto fork = next.fork();
        if (learns) fork.redact("hunter2");
        auto timer = fork.timer("open");
        BOOST_TEST(fork.finish() == error::pending);
        timer.stop();
        BOOST_TEST((reports == report_list{{{error::late, learns ? "" : "open"}}}));
        BOOST_TEST(!next.finish());
    }
}

BOOST_AUTO_TEST_CASE(the_next_log_knows_nothing_of_the_secrets_of_the_last_one) {
    log.redact("hunter2");
    log.cancel();
    basic_log_defer<manual_clock> next{sink, clock};
    next.info("hunter2");
    BOOST_TEST(!next.finish());
    BOOST_TEST(sink.texts().back() == instant_logs(R"([0.000000,30,"hunter2"])"));
}

BOOST_AUTO_TEST_CASE(an_empty_secret_changes_nothing) {
    log.info("x");
    log.redact("");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"x"])"));
}

BOOST_AUTO_TEST_CASE(keys_that_look_alike_after_they_were_overwritten_are_one_key) {
    log["aaaa"] = 1;
    log["bbbb"] = 2;
    log.redact("aaaa");
    log.redact("bbbb");
    BOOST_TEST(finish() == instant_record(R"("data":{"****":2})"));
}

BOOST_AUTO_TEST_CASE(keys_of_a_nested_object_that_look_alike_are_one_key) {
    log.info("x", {{"o", {{"aaaa", 1}, {"b", {{"aaaa", 3}, {"bbbb", 4}}}, {"bbbb", 2}, {"c", 5}}}});
    log.redact("aaaa");
    log.redact("bbbb");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"x",{"o":{"****":2,"b":{"****":4},"c":5}}])"));
}

BOOST_AUTO_TEST_CASE(a_secret_is_overwritten_in_the_result_of_a_probe) {
    log["probe"] = log.if_kept([] { return "hunter2"; });
    log["number"] = log.if_kept([] { return 1234; });
    log.redact("hunter2");
    log.redact("1234");
    BOOST_TEST(finish() == instant_record(R"("data":{"probe":"*******","number":"[redacted]"})"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace logdefer::test
