// SPDX-License-Identifier: BSL-1.0
#include "views/stats_view.hpp"

#include "encoding/display_width.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>

namespace {

/// Returns the output for lines that two views have read in turn.
std::string stats_of(std::vector<std::string> const& arguments, std::vector<std::string> const& lines,
                     viz::terminal t = {}) {
    auto const options = viz_test::options_of(arguments);
    std::array<viz::jq_input, 2> inputs;
    viz::stats_view views[]{viz::stats_view{options, t, inputs[0]}, viz::stats_view{options, t, inputs[1]}};
    viz::output out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        viz_test::read_line read{lines[i]};
        views[i % 2].show(*read.record(), out);
    }
    views[0].absorb(views[1]);
    BOOST_TEST(!views[0].finish(out));
    return out.bytes;
}

BOOST_AUTO_TEST_CASE(records_and_timers_are_counted_and_those_that_failed) {
    BOOST_TEST(stats_of({"--stats"}, {R"({"start":10,"end":0.1,"timers":[["db",0,0.05],["db",0.05,0.06],["\u0064b",0,1e-3]]})",
                                      R"({"start":12,"end":0.3,"outcome":"exception","timers":[["open",0.1]]})",
                                      R"({"start":14,"end":0.2,"logs":[[0,5,"x"]],"outcome":null})"})
               == "             count  per s  errors             p50      p90      p99      max\n"
                  "all records      3  0.750       2  66.7%   200 ms   300 ms   300 ms   300 ms\n"
                  "  db             3  0.750                 10.0 ms  50.0 ms  50.0 ms  50.0 ms\n"
                  "  open           1  0.250                  200 ms   200 ms   200 ms   200 ms\n");
}

BOOST_AUTO_TEST_CASE(a_record_without_an_end_lasts_to_the_latest_time_it_names) {
    BOOST_TEST(stats_of({"--stats", "--notimers"}, {R"({"logs":[[0.2,30,"x"]],"timers":[["a",0,0.4],["b",0.3]]})"})
               == "             count  per s  errors           p50     p90     p99     max\n"
                  "all records      1      -       0  0.0%  400 ms  400 ms  400 ms  400 ms\n");
}

BOOST_AUTO_TEST_CASE(groups_come_in_the_order_of_their_counts_and_values_that_are_missing_are_one) {
    auto const result = stats_of({"--stats", "--by", "data.path", "--top", "2"},
                                 {R"({"data":{"path":"/b"}})", R"({"data":{"path":"/a\u001b"}})",
                                  R"({"data":{"path":"/a\u001B"}})", R"({"data":{"path":null}})", R"({})", R"({})"});
    BOOST_TEST(result
               == "data.path    count  per s  errors        p50  p90  p99  max\n"
                  "all records      6      -       0  0.0%  0 s  0 s  0 s  0 s\n"
                  "(no value)       3      -       0  0.0%  0 s  0 s  0 s  0 s\n"
                  "/a\\u001b         2      -       0  0.0%  0 s  0 s  0 s  0 s\n"
                  "and 1 more value, which --top N shows\n");
}

BOOST_AUTO_TEST_CASE(a_control_in_an_expression_is_not_written_raw) {
    std::string const expression = ".a # \x1b[31m";
    BOOST_TEST(stats_of({"--stats", "--by", expression}, {R"({"a":1})"}).starts_with(".a # \\u001b[31m  count"));
}

/// Shows lines in a view, and returns its output and the message about it.
class shown_lines {
public:
    explicit shown_lines(std::vector<std::string> const& arguments)
        : view_(viz_test::options_of(arguments), {}, input_) {}

    void show(std::string const& line) {
        viz_test::read_line read{line};
        view_.show(*read.record(), out_);
    }
    std::string finish() {
        view_.finish(out_);
        return out_.bytes;
    }
    [[nodiscard]] std::size_t remarks() const { return out_.remarks().size(); }
    viz::stats_view& view() { return view_; }

private:
    viz::jq_input input_;
    viz::stats_view view_;
    viz::output out_;
};

/// Returns whether the output has a row that begins with these cells.
bool has_row(std::string const& result, std::string const& name, std::string const& count) {
    std::size_t const at = result.find('\n' + name + ' ');
    if (at == std::string::npos) return false;
    std::size_t const begin = result.find_first_not_of(' ', at + 1 + name.size());
    return result.substr(begin, count.size() + 1) == count + ' ';
}

std::string record_of(std::string const& value) { return R"({"end":1,"n":")" + value + "\"}"; }

BOOST_AUTO_TEST_CASE(a_sampled_record_counts_as_those_that_it_stands_for) {
    std::vector<std::string> const records{
        R"({"start":1,"end":0.1,"n":"a","timers":[["db",0,0.1]])", R"({"start":2,"end":0.3,"n":"a","outcome":"failed")",
        R"({"start":3,"end":0.2,"n":"b","timers":[["db",0,0.05]])", R"({"start":4,"end":0.4,"n":"b")"};
    std::vector<std::string> sampled;
    std::vector<std::string> all;
    for (std::size_t i = 0; i < records.size(); ++i) {
        std::size_t const weight = std::size_t{1} << i;
        sampled.push_back(records[i] + ",\"sample_rate\":" + std::to_string(1.0 / static_cast<double>(weight)) + '}');
        all.insert(all.end(), weight, records[i] + '}');
    }
    std::vector<std::string> const arguments{"--stats", "--by", "n"};
    BOOST_TEST(stats_of(arguments, sampled) == "4 records stand for 15\n" + stats_of(arguments, all));
}

BOOST_AUTO_TEST_CASE(rare_values_beyond_the_limit_share_a_row_which_is_always_shown) {
    shown_lines lines{{"--stats", "--by", "n", "--top", "1"}};
    for (std::size_t i = 0; i < 2; ++i) lines.show(record_of("often"));
    for (std::size_t i = 0; i < viz::stats_view::most_rows; ++i) lines.show(record_of(std::to_string(i)));
    for (std::size_t i = 0; i < 5; ++i) lines.show(record_of("often"));
    auto const result = lines.finish();
    BOOST_TEST(has_row(result, "often", "7"));
    BOOST_TEST(has_row(result, "(other values)", "~32768"));
    BOOST_TEST(result.find("\n~ marks values of which up to 1 records") != std::string::npos, result);
    BOOST_TEST(lines.remarks() == 1);
}

BOOST_AUTO_TEST_CASE(a_value_that_becomes_frequent_late_is_named_and_marked) {
    shown_lines lines{{"--stats", "--by", "n", "--top", "1"}};
    for (std::size_t i = 0; i < 2 * viz::stats_view::most_rows; ++i) lines.show(record_of(std::to_string(i)));
    for (std::size_t i = 0; i < 7; ++i) lines.show(record_of("late"));
    auto const result = lines.finish();
    BOOST_TEST(has_row(result, "late", "~7"));
}

BOOST_AUTO_TEST_CASE(what_values_miss_in_two_views_is_added) {
    shown_lines one{{"--stats", "--by", "n", "--top", "1"}};
    shown_lines two{{"--stats", "--by", "n", "--top", "1"}};
    for (std::size_t i = 0; i < 2 * viz::stats_view::most_rows; ++i) {
        one.show(record_of(std::to_string(i)));
        two.show(record_of("x" + std::to_string(i)));
    }
    for (std::size_t i = 0; i < 20; ++i) (i % 2 == 0 ? one : two).show(record_of("late"));
    one.view().absorb(two.view());
    auto const result = one.finish();
    BOOST_TEST(has_row(result, "late", "~20"));
    BOOST_TEST(
        result.find("all records      " + std::to_string(4 * viz::stats_view::most_rows + 20)) != std::string::npos,
        result);
}

BOOST_AUTO_TEST_CASE(timers_beyond_the_limit_and_long_values_share_rows) {
    shown_lines lines{{"--stats", "--by", "n"}};
    for (std::size_t i = 0; i < viz::stats_view::most_timers; ++i) {
        lines.show(R"({"timers":[["t)" + std::to_string(i) + R"(",0,1]]})");
    }
    lines.show(R"({"n":")" + std::string(viz::stats_view::longest_value + 1, 'x') + R"(","timers":[["late",0,1]]})");
    auto const result = lines.finish();
    BOOST_TEST(has_row(result, "(other values)", "1"));
    BOOST_TEST(has_row(result, "  (other timers)", "1"));
    BOOST_TEST(result.find("late") == std::string::npos);
    BOOST_TEST(lines.remarks() == 0);
}

BOOST_AUTO_TEST_CASE(rows_are_in_the_order_that_is_asked_for) {
    std::vector<std::string> const lines{R"({"n":"a","end":1})", R"({"n":"a","end":1})", R"({"n":"b","end":3})",
                                         R"({"n":"c","end":2,"outcome":"failed"})"};
    for (auto const& [order, first] : std::vector<std::pair<std::string, std::string>>{
             {"count", "a"}, {"errors", "c"}, {"p50", "b"}, {"p99", "b"}, {"max", "b"}}) {
        auto const result = stats_of({"--stats", "--by", "n", "--sort", order}, lines);
        std::size_t const second_row = result.find('\n', result.find("all records")) + 1;
        BOOST_TEST(result.substr(second_row, 1) == first, order);
    }
}

BOOST_AUTO_TEST_CASE(no_percentile_is_below_the_shortest_duration) {
    auto const result = stats_of({"--stats"}, std::vector<std::string>(4, R"({"end":0.000001})"));
    BOOST_TEST(result.find("1.00 us  1.00 us  1.00 us  1.00 us") != std::string::npos, result);
}

BOOST_AUTO_TEST_CASE(however_many_values_there_are_percentiles_of_all_records_stay_exact) {
    shown_lines lines{{"--stats", "--by", "n", "--top", "1"}};
    for (std::size_t i = 0; i < 600'000; ++i) {
        lines.show(R"({"end":1.)" + std::to_string(100 + i % 400) + R"(,"n":)" + std::to_string(i % 30'000) + "}");
    }
    auto const result = lines.finish();
    BOOST_TEST(result.find("the error of percentiles of all records") == std::string::npos, result);
    BOOST_TEST(result.find("1.30 s  1.46 s  1.50 s  1.50 s\n") != std::string::npos, result);
}

BOOST_AUTO_TEST_CASE(without_records_they_say_so) {
    BOOST_TEST(stats_of({"--stats"}, {}) == "  count  per s  errors    p50  p90  p99  max\nno records\n");
}

BOOST_AUTO_TEST_CASE(names_have_the_room_that_other_columns_leave) {
    std::vector<std::string> const lines{R"({"n":")" + std::string(50, 'n') + "\"}"};
    viz::terminal const narrow{.present = true, .columns = 60, .rows = 40};
    viz::terminal const wide{.present = true, .columns = 100, .rows = 40};
    auto const result = stats_of({"--stats", "--by", "n", "--nocolour"}, lines, narrow);
    auto const row = result.substr(result.find("\nnnnnnnnn") + 1);
    BOOST_TEST(viz::text::display_width(row.substr(0, row.find('\n'))) == 60U);
    BOOST_TEST(row.find("n\u2026 ") != std::string::npos);
    BOOST_TEST(stats_of({"--stats", "--by", "n", "--nocolour"}, lines, wide).find(std::string(50, 'n') + ' ')
               != std::string::npos);
}

BOOST_AUTO_TEST_CASE(values_that_do_not_fit_the_screen_are_counted_unless_a_number_is_asked_for) {
    std::vector<std::string> lines;
    for (int i = 0; i < 12; ++i) lines.push_back(R"({"n":"v)" + std::to_string(i) + R"(","timers":[["db",0,1]]})");
    lines.push_back(R"({"n":")" + std::string(viz::stats_view::longest_value + 1, 'x') + R"("})");
    auto const rows = [&](int screen, std::vector<std::string> const& more = {}) {
        std::vector<std::string> arguments{"--stats", "--by", "n", "--nocolour"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return stats_of(arguments, lines, {.present = true, .columns = 80, .rows = screen});
    };
    auto const some = rows(12);
    BOOST_TEST(std::ranges::count(some, '\n') == 11);  // two rows for each value
    BOOST_TEST(some.ends_with("\nand 9 more values, which --top N shows\n"));
    BOOST_TEST(has_row(some, "(other values)", "1"));
    BOOST_TEST(rows(3).ends_with("\nand 11 more values, which --top N shows\n"));
    BOOST_TEST(rows(14, {"--top", "11"}).ends_with("\nand 1 more value, which --top N shows\n"));
    lines.emplace_back(R"({"n":"v0","sample_rate":0.5})");
    BOOST_TEST(std::ranges::count(rows(12), '\n') == 10);  // one row is taken by what is counted
}

BOOST_AUTO_TEST_CASE(errors_have_the_colour_of_errors) {
    auto const result = stats_of({"--stats", "--colour"}, {R"({"outcome":"failed"})", R"({})"});
    BOOST_TEST(result.find("\x1b[91m1\x1b[0m  \x1b[91m50.0%\x1b[0m") != std::string::npos, result);
    BOOST_TEST(result.starts_with("\x1b[1m "), result);
}

}  // namespace
