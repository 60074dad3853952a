// SPDX-License-Identifier: BSL-1.0
#include <logdefer/logdefer.hpp>

#include "allocations.hpp"
#include "ended_record.hpp"

#include <logdefer/testing.hpp>

#include <boost/describe/class.hpp>
#include <boost/json.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

namespace {

using faults::ending;
using faults::failures;
using faults::result;

using namespace std::chrono_literals;

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

struct order {
    int number;
    std::string customer;
};
BOOST_DESCRIBE_STRUCT(order, (), (number, customer))

/// The contents of the transaction; built beforehand, so that only the library allocates while allocations fail.
struct ingredients {
    std::string text = std::string(3000, 'x');
    std::vector<int> numbers = std::vector<int>(300, 7);
    std::map<std::string, std::optional<double>> map = {{"a", 1.5}, {"b", std::nullopt}};
    order described = {4711, "jane.doe@example.com"};
    boost::json::value document = {{"list", {1, "two", nullptr}}, {"nested", {{"deep", true}}}};
    std::vector<std::string> keys = std::vector<std::string>(40);
    logdefer::record other;

    ingredients() {
        for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = "key " + std::to_string(i);
        log_type log{[](std::string_view) {}, logdefer::manual_clock{1'699'999'999s}};
        log.info("from another process", text);
        log.data("settings", {{"depth", {{"other", 2}}}});
        log.toggle_timer("elsewhere");
        (void)log.finish(other);
    }
};

ingredients const& things() {
    static ingredients const built;
    return built;
}

/// Whether the thread has recorded before.
enum class pool { cold, warm };
std::ostream& operator<<(std::ostream& out, pool p) { return out << (p == pool::cold ? "cold" : "warm"); }

/// A sink that is too large for the space that a log has for an owned sink.
struct big_sink {
    result* to;
    std::array<char, 200> ballast{};

    void operator()(std::string_view text) const { to->size = text.copy(to->bytes.data(), to->bytes.size()); }
};

void record_lines(log_type& log, ingredients const& in) {
    log.info("a copied message", in.text);
    log.info("a long one", "and an item", in.text);
    log.warn("fields", {{"text", in.text}, {"nested", {{"number", 1}, {"real", 2.5}}}}, in.numbers);
    log.error([&] { return std::tuple{std::string_view{"a lazy message"}, std::string(100, 'y'), 5}; });
    log.debug("a described class", in.described);
    log.debug("a document", in.document, logdefer::list{1, "two", 3.0});
    log.info("converted", logdefer::as_json(in.map), logdefer::as_json(in.numbers));
    for (int i = 0; i < 100; ++i) log.info("the same again", i);
}

void record_data(log_type& log, ingredients const& in) {
    for (std::string const& key : in.keys) log.data(key, key);
    log.data({{"status", 200}, {"user", in.described.customer}});
    log["document"] = in.document;
    log.data("settings", {{"width", 1}, {"depth", {{"own", 1}}}});
    log.data("settings", {{"height", 2}, {"depth", {{"late", 3}}}}, logdefer::merge_data::deep);
    log.data("status", 503);
}

void transact(logdefer::manual_clock const& clock, ending end, result& out) {
    ingredients const& in = things();
    logdefer::settings opts;
    opts.on_error = out;
    log_type log{big_sink{&out}, opts, clock};
    log.toggle_timer(in.text);
    {
        auto const scoped = log.timer("lines");
        record_lines(log, in);
        clock.advance(3ms);
    }
    record_data(log, in);
    log.toggle_timer(in.text);
    log.merge(in.other, logdefer::merge_data::deep);
    if (end == ending::text) out.code = log.finish(out.line);
    if (end == ending::structure) out.code = log.finish(out.structure);
}

/// The results of the forks of one transaction.
struct forks {
    std::size_t lines = 0;  // recorded in the forks that were made
    int refused = 0;
};

void use_fork(log_type& log, ingredients const& in, forks& out) {
    if (!log.is_open()) return;
    auto const timer = log.timer("in a fork");
    for (std::string const& key : in.keys) log.info("a line", key, ++out.lines);
    log.data("status", out.lines);
    log.data("settings", {{"depth", {{"late", 3}}}}, logdefer::merge_data::deep);
}

/// Makes two forks, one of which forks in turn; one ends before its parent, the others after it.
forks transact_with_forks(logdefer::manual_clock const& clock, result& out) {
    ingredients const& in = things();
    logdefer::settings opts;
    opts.on_error = out;
    forks made;
    log_type log{big_sink{&out}, opts, clock};
    if (!log.is_open()) return made;
    use_fork(log, in, made);
    {
        auto early = log.fork();
        auto late = log.fork();
        auto below = late.fork();
        made.refused = !early.is_open() + !late.is_open() + (late.is_open() && !below.is_open());
        for (auto* fork : {&early, &late, &below}) use_fork(*fork, in, made);
        (void)early.finish();
        (void)log.finish();
    }
    return made;
}

/// Runs one transaction on a thread of its own, after another one if the pool should be warm.
template <class WarmUp, class Transact>
void run(pool p, faults::plan plan, result& out, WarmUp warm_up, Transact transact_once) {
    logdefer::trim_memory();
    std::thread{[&] {
        if (p == pool::warm) {
            result ignored;
            warm_up(logdefer::manual_clock{}, ignored);
        }
        logdefer::manual_clock const clock;
        faults::armed const counter{plan};
        transact_once(clock, out);
        out.allocations = counter.seen();
    }}.join();
}

void run(pool p, ending end, faults::plan plan, result& out) {
    auto const ends_as = [](ending e) { return [e](auto const& clock, result& to) { transact(clock, e, to); }; };
    run(p, plan, out, ends_as(end == ending::structure ? ending::text : end), ends_as(end));
}

forks run_with_forks(pool p, faults::plan plan, result& out) {
    forks made;
    auto const transact_once = [&](auto const& clock, result& to) { made = transact_with_forks(clock, to); };
    run(p, plan, out, transact_once, transact_once);
    return made;
}

/// Runs `attempt(plan)` with each allocation failing in turn, until it returns that it made fewer allocations.
template <class Attempt>
void fail_each_allocation(failures kind, Attempt attempt) {
    bool failed = true;
    for (std::size_t n = 0; failed; ++n) {
        BOOST_TEST_CONTEXT("allocation " << n) {
            logdefer::trim_memory();
            std::size_t const before = faults::live_blocks();
            failed = attempt(faults::plan{n, kind == failures::one ? 1 : faults::never}) > n;
            logdefer::trim_memory();
            BOOST_TEST(faults::live_blocks() == before);
        }
    }
}

/// The number of entries of each kind in a record, and the numbers that it reports as lost.
struct tally {
    std::array<std::size_t, 3> present{};
    std::array<std::size_t, 3> lost{};

    explicit tally(boost::json::object const& record) {
        auto const* const dropped = record.if_contains("dropped");
        for (std::size_t k = 0; k < 3; ++k) {
            std::string_view const kind = std::array{"data", "logs", "timers"}[k];
            if (auto const* const v = record.if_contains(kind)) {
                present[k] = v->is_object() ? v->get_object().size() : v->get_array().size();
            }
            if (auto const* const n = dropped ? dropped->get_object().if_contains(kind) : nullptr) {
                lost[k] = n->to_number<std::size_t>();
            }
        }
    }
};

/// Checks that a record is complete or reports what was lost; without a record, the hook or the caller must have been
/// told.
void check(result const& r, std::string const& whole) {
    std::string const text = r.text();
    if (text.empty()) {
        BOOST_TEST(r.reported());
        return;
    }
    BOOST_TEST(text.find('\n') == text.size() - 1);
    logdefer::record read;
    BOOST_TEST(bool{logdefer::read_record(text, read)});
    auto const record = boost::json::parse(text).as_object();
    bool const losses_told = r.reported() || record.contains("dropped");
    BOOST_TEST((losses_told || text == whole));
    tally const here{record};
    tally const expected{boost::json::parse(whole).as_object()};
    for (std::size_t k = 0; k < 3; ++k) BOOST_TEST(here.present[k] + here.lost[k] >= expected.present[k]);
}

auto const endings = boost::unit_test::data::make({ending::sink, ending::text, ending::structure});
auto const pools = boost::unit_test::data::make({pool::cold, pool::warm});
auto const kinds = boost::unit_test::data::make({failures::one, failures::all_that_follow});

}  // namespace

BOOST_AUTO_TEST_CASE(a_log_that_began_is_written_though_no_memory_is_left_at_its_end) {
    logdefer::trim_memory();
    std::size_t size = 0;
    logdefer::basic_log_defer<logdefer::system_clock> log{[&](std::string_view text) { size = text.size(); }};
    log.info("recorded while there was memory");
    faults::armed const none{{0, faults::never}};
    BOOST_TEST(!log.finish());
    BOOST_TEST(size > 0U);
}

BOOST_AUTO_TEST_CASE(of_two_logs_that_end_at_once_without_memory_one_is_written_and_the_other_reported) {
    logdefer::trim_memory();
    using real_log = logdefer::basic_log_defer<logdefer::system_clock>;
    std::size_t written = 0;
    std::error_code heard;
    auto const count = [&](std::string_view text) { written += text.empty() ? 0 : 1; };
    auto const hear = [&](std::error_code code, std::string_view) { heard = code; };
    real_log inner{count, {.on_error = hear}};
    real_log outer{[&](std::string_view text) {
        count(text);
        BOOST_TEST(inner.finish() == logdefer::error::out_of_memory);
        count(text);
    }};
    real_log next{count};
    faults::armed const none{{0, faults::never}};
    BOOST_TEST(!outer.finish());
    BOOST_TEST(written == 2U);
    BOOST_TEST(heard == logdefer::error::out_of_memory);
    BOOST_TEST(!next.finish());
    BOOST_TEST(written == 3U);
}

BOOST_AUTO_TEST_CASE(what_the_first_log_of_a_record_has_is_kept_though_no_memory_is_left_at_its_end) {
    result out;
    log_type log{big_sink{&out}, logdefer::manual_clock{}};
    auto fork = log.fork();
    for (int i = 0; i < 300; ++i) log.info("recorded while there was memory", i);
    {
        faults::armed const none{{0, faults::never}};
        (void)fork.finish();
        (void)log.finish(out.structure);
    }
    auto const kept = logdefer::testing::contents(out.structure.view());
    BOOST_TEST(kept.logs.size() == 300U);
    BOOST_TEST(kept.extras.empty());
}

BOOST_AUTO_TEST_CASE(objects_that_cannot_be_merged_for_want_of_memory_are_counted_and_the_last_stands_alone) {
    logdefer::trim_memory();
    std::map<std::string, int> object;
    for (int i = 0; i < 300; ++i) object["key " + std::to_string(i)] = i;
    result out;
    log_type log{big_sink{&out}, logdefer::manual_clock{}};
    log["before"] = 1;
    for (auto const key : {"first", "second", "third"}) log.data("o", {{key, object}}, logdefer::merge_data::deep);
    log["after"] = 2;
    {
        faults::armed const none{{0, faults::never}};
        (void)log.finish(out.structure);
    }
    auto const kept = logdefer::testing::contents(out.structure.view());
    BOOST_TEST(
        (kept.data == std::vector<logdefer::testing::member>{{"before", 1}, {"o", {{"third", object}}}, {"after", 2}}));
    BOOST_TEST((kept.extras == std::vector<logdefer::testing::member>{{"dropped", {{"data", 2}}}}));
}

BOOST_AUTO_TEST_CASE(an_object_whose_keys_cannot_be_compared_for_want_of_memory_is_counted) {
    logdefer::trim_memory();
    std::map<std::string, int> object;
    for (int i = 0; i < 30; ++i) object["key " + std::to_string(i)] = i;
    result out;
    log_type log{big_sink{&out}, logdefer::manual_clock{}};
    {
        faults::armed const none{{0, faults::never}};
        log["o"] = object;  // fits into the memory that a log begins with; the memory to compare 30 keys does not
    }
    (void)log.finish(out.structure);
    auto const kept = logdefer::testing::contents(out.structure.view());
    BOOST_TEST(kept.data.empty());
    BOOST_TEST((kept.extras == std::vector<logdefer::testing::member>{{"dropped", {{"data", 1}}}}));
}

BOOST_AUTO_TEST_CASE(a_record_is_read_whole_or_not_at_all_whichever_allocation_fails) {
    std::string text = R"({"start":1,"end":2,"data":{"o":{"twin":0)";
    for (int i = 0; i < 300; ++i) text += ",\"key " + std::to_string(i) + "\":" + std::to_string(i);
    text += R"(,"twin":1}},"logs":[[1,30,"m",{"k":1,"k":2}]],"dropped":{"logs":1}})";
    logdefer::record whole;
    BOOST_REQUIRE(logdefer::read_record(text, whole));
    bool failed = true;
    for (std::size_t n = 0; failed; ++n) {
        logdefer::record r;
        logdefer::read_result read;
        {
            faults::armed const counter{{n, faults::never}};
            read = logdefer::read_record(text, r);
            failed = counter.seen() > n;
        }
        BOOST_TEST(failed == (read.code == logdefer::error::out_of_memory));
        BOOST_TEST(r.empty() == failed);
        if (!failed) {
            BOOST_TEST((logdefer::testing::contents(r.view()) == logdefer::testing::contents(whole.view())));
        }
    }
}

BOOST_DATA_TEST_CASE(whichever_allocation_fails_the_record_tells_what_it_lost_and_nothing_leaks, endings* pools* kinds,
                     end, thread_pool, kind) {
    result whole;
    run(thread_pool, end, {}, whole);
    BOOST_TEST(!whole.reported());
    BOOST_TEST(whole.allocations > 0);

    fail_each_allocation(kind, [&](faults::plan plan) {
        result r;
        run(thread_pool, end, plan, r);
        check(r, whole.text());
        return r.allocations;
    });
}

BOOST_DATA_TEST_CASE(whichever_allocation_of_a_record_with_forks_fails_each_line_is_there_or_counted, pools* kinds,
                     thread_pool, kind) {
    result whole;
    auto const all = run_with_forks(thread_pool, {}, whole);
    BOOST_TEST(!whole.reported());
    BOOST_TEST(all.refused == 0);
    BOOST_TEST(whole.allocations > 0);

    fail_each_allocation(kind, [&](faults::plan plan) {
        result r;
        auto const made = run_with_forks(thread_pool, plan, r);
        BOOST_TEST(r.told >= made.refused);
        if (made.refused == 0) check(r, whole.text());
        if (r.size != 0) {
            tally const here{boost::json::parse(r.text()).as_object()};
            BOOST_TEST(here.present[1] + here.lost[1] == made.lines);
        }
        return r.allocations;
    });
}
