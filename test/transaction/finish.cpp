// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/finish.hpp>

#include <logdefer/clocks/manual_clock.hpp>

#include "support/child.hpp"
#include "support/contents_of.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using logdefer::error;
using logdefer::manual_clock;
using logdefer::outcome;
using logdefer::text;
using namespace logdefer::detail;
using support::contents_of;

std::error_code const no_space = std::make_error_code(std::errc::no_space_on_device);

/// Writes what is in a record, but fails for the first `failures` records that it is given.
struct contents_serializer {
    int failures = 0;
    std::error_code code = {};  ///< none: throws

    std::error_code append(logdefer::record_view const& r, logdefer::output_buffer& out) {
        out.append("torn");
        if (failures-- > 0) {
            if (!code) throw std::runtime_error("no text");
            return code;
        }
        out.truncate(out.size() - 4);
        out.append(contents_of(r));
        return {};
    }
};

/// Has dropped records, fails as it is told, and keeps the last text.
struct losing_sink {
    std::uint64_t dropped = 0;
    std::error_code answer = {};
    std::string last = "nothing";

    std::error_code operator()(std::string_view s) {
        last = s;
        return answer;
    }
    std::uint64_t take_dropped() noexcept { return std::exchange(dropped, 0); }
    void return_dropped(std::uint64_t n) noexcept { dropped += n; }
    [[nodiscard]] static std::string_view name() { return "a sink"; }
};

/// Logs on a manual clock, with a sink and a hook that keep what they get.
struct finishing {
    manual_clock clock;
    contents_serializer serializer;
    losing_sink sink;
    std::vector<std::pair<std::error_code, std::string>> reports;
    std::function<void(std::error_code, std::string_view)> hook = [this](std::error_code code, std::string_view s) {
        reports.emplace_back(code, s);
    };

    finisher<manual_clock, contents_serializer> finish() { return {clock, serializer}; }

    /// Begins a log with a line.
    transaction& begun() {
        transaction& t = begun_on(sink);
        t.entries().append_line(30, clock.ticks(), text{"a line"});
        return t;
    }

    template <class Sink>
    transaction& begun_on(Sink&& s) {
        transaction* const t = pool<transaction>::take();
        BOOST_REQUIRE((t != nullptr));
        BOOST_REQUIRE(t->begin(clock.wall(), clock.ticks()));
        BOOST_REQUIRE(!t->sink().assign(std::forward<Sink>(s)));
        t->set_error_hook(hook);
        return *t;
    }

    static transaction& fork(transaction& parent, std::string_view line) {
        transaction* const t = shared_record::fork(parent);
        BOOST_REQUIRE((t != nullptr));
        t->entries().append_line(30, t->entries().ticks(), text{line});
        return *t;
    }

    std::error_code to_sink(transaction& t) { return finish().to_sink(t, waiting::for_all); }

    /// Whether the hook was called once, with this code and the name of the sink.
    bool reported(std::error_code code) const {
        return reports.size() == 1 && reports[0].first == code && reports[0].second == "a sink";
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(to_the_sink, finishing)

BOOST_AUTO_TEST_CASE(goes_the_text_of_the_record_as_it_is_now) {
    auto& log = begun();
    clock.advance(3ms);
    BOOST_TEST(!to_sink(log));
    BOOST_TEST(sink.last == "end 3, 0 a line");
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(goes_the_record_itself_if_it_takes_that_without_a_call_of_the_serializer) {
    serializer.failures = 1;
    std::string seen;
    auto& log = begun_on([&](logdefer::record_view const& r) { seen = contents_of(r); });
    BOOST_TEST(!to_sink(log));
    BOOST_TEST(seen == "end 0");
    BOOST_TEST(serializer.failures == 1);
}

BOOST_AUTO_TEST_CASE(goes_what_its_listeners_record_at_its_end) {
    struct : end_listener {
        void log_ends(transaction& t, std::int64_t now) noexcept override { t.entries().append_line(30, now, "last"); }
        void log_is_left_behind() noexcept override {}
    } listener;
    auto& log = begun();
    log.add_end_listener(listener);
    clock.advance(1ms);
    BOOST_TEST(!to_sink(log));
    BOOST_TEST(sink.last == "end 1, 0 a line, 1 last");
}

BOOST_AUTO_TEST_CASE(whose_failure_is_returned_and_reported_with_its_name) {
    sink.answer = no_space;
    BOOST_TEST(to_sink(begun()) == no_space);
    BOOST_TEST(reported(no_space));
}

BOOST_AUTO_TEST_CASE(that_takes_records_a_failure_is_reported_too) {
    BOOST_TEST(to_sink(begun_on([](logdefer::record_view const&) { return no_space; })) == no_space);
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0].first == no_space);
}

BOOST_AUTO_TEST_CASE(that_the_log_owns_nothing_goes_once_the_record_is_out) {
    auto const kept = std::make_shared<std::string>();
    BOOST_TEST(!to_sink(begun_on([kept](std::string_view s) { *kept = s; })));
    BOOST_TEST(*kept == "end 0");
    BOOST_TEST(kept.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(returns_the_transaction_to_the_pool_unless_a_timer_still_runs) {
    pool<transaction>::trim();
    auto& log = begun();
    (void)to_sink(log);
    BOOST_TEST((&begun() == &log));
    log.add_running_timer();
    (void)log.entries().start_timer("db", 0);
    (void)to_sink(log);
    BOOST_TEST(sink.last == "end 0, 0 a line, db 0..0");
    auto& other = begun();
    BOOST_TEST((&other != &log));
    (void)to_sink(other);
    release_user(&log);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_serializer, finishing)

namespace {

/// Adds some of everything.
transaction& filled(transaction& t) {
    t.entries().append_line(30, t.entries().ticks(), text{"another"});
    t.entries().append_data(logdefer::merge_data::shallow, text{"k"}, 1);
    t.entries().append_data(logdefer::merge_data::shallow, text{"k"}, 2);
    t.entries().stop_timer(t.entries().start_timer("db", 0), 1);
    t.set_outcome(outcome::cancelled);
    return t;
}

constexpr std::string_view stub = "end 1, outcome cancelled, dropped {data=1 logs=2 timers=1 }";

}  // namespace

BOOST_AUTO_TEST_CASE(that_throws_leaves_a_stub_with_the_counts) {
    serializer.failures = 1;
    auto& log = filled(begun());
    clock.advance(1ms);
    BOOST_TEST(to_sink(log) == error::serializer_failed);
    BOOST_TEST(sink.last == stub);
    BOOST_TEST(reported(error::serializer_failed));
}

BOOST_AUTO_TEST_CASE(that_returns_an_error_leaves_one_as_well) {
    serializer = {.failures = 1, .code = no_space};
    auto& log = filled(begun());
    clock.advance(1ms);
    BOOST_TEST(to_sink(log) == no_space);
    BOOST_TEST(sink.last == stub);
    BOOST_TEST(reported(no_space));
}

BOOST_AUTO_TEST_CASE(that_fails_on_the_stub_too_leaves_nothing) {
    serializer.failures = 2;
    BOOST_TEST(to_sink(begun()) == error::serializer_failed);
    BOOST_TEST(sink.last == "nothing");
    BOOST_TEST(reported(error::serializer_failed));
}

BOOST_AUTO_TEST_CASE(that_fails_is_told_though_the_sink_fails_as_well) {
    serializer.failures = 1;
    sink.answer = no_space;
    BOOST_TEST(to_sink(begun()) == error::serializer_failed);
    BOOST_TEST(reported(error::serializer_failed));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(dropped_records, finishing)

BOOST_AUTO_TEST_CASE(are_told_once_by_the_next_record_beside_what_that_has_lost) {
    sink.dropped = 3;
    auto& log = begun();
    log.entries().drop(entry_kind::log);
    BOOST_TEST(!to_sink(log));
    BOOST_TEST(sink.last == "end 0, 0 a line, dropped {logs=1 records=3 }");
    BOOST_TEST(!to_sink(begun()));
    BOOST_TEST(sink.last == "end 0, 0 a line");
}

BOOST_AUTO_TEST_CASE(are_told_once_by_a_record_of_several_logs) {
    sink.dropped = 3;
    auto& log = begun();
    auto& child = finishing::fork(log, "child");
    BOOST_TEST(to_sink(log) == error::pending);
    BOOST_TEST(sink.dropped == 3U);
    BOOST_TEST(!to_sink(child));
    BOOST_TEST(sink.last == "end 0, 0 a line, 0 child, dropped {records=3 }");
}

BOOST_AUTO_TEST_CASE(are_told_to_a_sink_that_takes_records) {
    struct {
        std::uint64_t dropped = 2;
        std::string last = {};
        void operator()(logdefer::record_view const& r) { last = contents_of(r); }
        std::uint64_t take_dropped() noexcept { return std::exchange(dropped, 0); }
        void return_dropped(std::uint64_t n) noexcept { dropped += n; }
    } records;
    BOOST_TEST(!to_sink(begun_on(records)));
    BOOST_TEST(records.last == "end 0, dropped {records=2 }");
    BOOST_TEST(records.dropped == 0U);
}

BOOST_AUTO_TEST_CASE(go_back_to_a_sink_that_does_not_take_the_record) {
    sink.dropped = 3;
    sink.answer = no_space;
    (void)to_sink(begun());
    BOOST_TEST(sink.dropped == 3U);
}

BOOST_AUTO_TEST_CASE(go_back_where_there_is_no_text_and_are_told_by_a_stub) {
    sink.dropped = 3;
    serializer.failures = 2;
    (void)to_sink(begun());
    BOOST_TEST(sink.dropped == 3U);
    serializer.failures = 1;
    (void)to_sink(begun());
    BOOST_TEST(sink.last == "end 0, dropped {logs=1 records=3 }");
    BOOST_TEST(sink.dropped == 0U);
}

BOOST_AUTO_TEST_CASE(are_left_to_the_next_by_a_record_that_does_not_go_to_the_sink) {
    sink.dropped = 3;
    std::string line;
    logdefer::record kept;
    BOOST_TEST(!finish().to_text(begun(), line));
    BOOST_TEST(!finish().to_record(begun(), kept));
    finish().to_nowhere(begun());
    BOOST_TEST(line == "end 0, 0 a line");
    BOOST_TEST(sink.dropped == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(to_a_text, finishing)

BOOST_AUTO_TEST_CASE(is_assigned_what_the_sink_would_get_which_gets_nothing) {
    std::string line = "replaced";
    auto& log = begun();
    clock.advance(3ms);
    BOOST_TEST(!finish().to_text(log, line));
    BOOST_TEST(line == "end 3, 0 a line");
    BOOST_TEST(sink.last == "nothing");
}

BOOST_AUTO_TEST_CASE(is_assigned_the_stub_along_with_the_error) {
    serializer.failures = 1;
    std::string line;
    BOOST_TEST(finish().to_text(begun(), line) == error::serializer_failed);
    BOOST_TEST(line == "end 0, dropped {logs=1 }");
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(is_assigned_nothing_if_there_is_not_even_a_stub_or_the_record_waits) {
    std::string line = "kept";
    serializer.failures = 2;
    BOOST_TEST(finish().to_text(begun(), line) == error::serializer_failed);
    BOOST_TEST(line == "kept");
    auto& log = begun();
    auto& child = finishing::fork(log, "child");
    BOOST_TEST(finish().to_text(log, line) == error::pending);
    BOOST_TEST(line == "kept");
    BOOST_TEST(!finish().to_text(child, line));
    BOOST_TEST(line == "end 0, 0 a line, 0 child");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(to_a_record, finishing)

BOOST_AUTO_TEST_CASE(is_stored_what_outlives_the_log_without_serializer_and_sink) {
    serializer.failures = 1;
    logdefer::record kept;
    auto& log = begun();
    clock.advance(3ms);
    BOOST_TEST(!finish().to_record(log, kept));
    serializer.failures = 0;
    (void)to_sink(begun());
    BOOST_TEST(contents_of(kept.view()) == "end 3, 0 a line");
}

BOOST_AUTO_TEST_CASE(is_stored_nothing_while_the_record_waits) {
    logdefer::record kept;
    auto& log = begun();
    auto& child = finishing::fork(log, "child");
    BOOST_TEST(finish().to_record(child, kept) == error::pending);
    BOOST_TEST(kept.empty());
    BOOST_TEST(!finish().to_record(log, kept));
    BOOST_TEST(contents_of(kept.view()) == "end 0, 0 a line, 0 child");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(to_nowhere, finishing)

BOOST_AUTO_TEST_CASE(goes_a_log_with_its_own_sink_and_its_memory) {
    pool<transaction>::trim();
    auto const kept = std::make_shared<int>();
    auto& log = begun_on([kept](std::string_view) { BOOST_ERROR("a text was made"); });
    finish().to_nowhere(log);
    BOOST_TEST(kept.use_count() == 1);
    auto& again = begun();
    BOOST_TEST((&again == &log));
    finish().to_nowhere(again);
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(ends_a_log_so_that_its_listeners_hear_of_it) {
    struct : end_listener {
        void log_ends(transaction&, std::int64_t now) noexcept override { heard_at = now; }
        void log_is_left_behind() noexcept override {}
        std::int64_t heard_at = 0;
    } listener;
    auto& log = begun();
    log.add_end_listener(listener);
    clock.advance(7ns);
    finish().to_nowhere(log);
    BOOST_TEST(listener.heard_at == 7);
}

BOOST_AUTO_TEST_CASE(goes_the_whole_record_with_the_first_log) {
    auto& log = begun();
    auto& ended = finishing::fork(log, "ended");
    auto& late = finishing::fork(log, "late");
    (void)to_sink(ended);
    finish().to_nowhere(log);
    BOOST_TEST(to_sink(late) == error::late);
    BOOST_TEST(sink.last == "nothing");
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(goes_a_fork_alone_which_emits_the_others_if_it_is_the_last) {
    auto& log = begun();
    auto& child = finishing::fork(log, "child");
    (void)to_sink(log);
    finish().to_nowhere(child);
    BOOST_TEST(sink.last == "end 0, 0 a line");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_record_of_several_logs, finishing)

BOOST_AUTO_TEST_CASE(waits_for_the_last_whose_end_is_that_of_the_record) {
    auto& log = begun();
    auto& child = finishing::fork(log, "child");
    (void)child.entries().start_timer("open", clock.ticks());
    clock.advance(1ms);
    BOOST_TEST(to_sink(child) == error::pending);
    BOOST_TEST(sink.last == "nothing");
    clock.advance(1ms);
    BOOST_TEST(!to_sink(log));
    BOOST_TEST(sink.last == "end 2, 0 a line, 0 child, open 0..1");
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(waits_for_nobody_if_it_is_told_so) {
    auto& log = begun();
    auto& child = finishing::fork(log, "child");
    BOOST_TEST(!finish().to_sink(log, waiting::for_nobody));
    BOOST_TEST(sink.last == "end 0, 0 a line");
    BOOST_TEST(to_sink(child) == error::late);
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0].first == error::late);
}

BOOST_AUTO_TEST_CASE(has_its_sink_until_it_is_out) {
    auto const kept = std::make_shared<std::string>();
    auto& log = begun_on([kept](std::string_view s) { *kept = s; });
    auto& child = finishing::fork(log, "child");
    (void)to_sink(log);
    BOOST_TEST(kept.use_count() == 2);
    (void)to_sink(child);
    BOOST_TEST(*kept == "end 0, 0 child");
    BOOST_TEST(kept.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(is_back_in_the_pool_once_it_is_out) {
    auto& log = begun();
    auto& child = finishing::fork(log, "child");
    shared_record* const shared = log.shared();
    (void)to_sink(log);
    (void)to_sink(child);
    shared_record* const pooled = pool<shared_record>::take();
    BOOST_TEST((pooled == shared));
    delete pooled;
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(a_log_of_the_parent_is_left_behind_with_a_word_to_its_listeners_alone, finishing) {
    struct noting : end_listener {
        void log_ends(transaction&, std::int64_t) noexcept override { ended = true; }
        void log_is_left_behind() noexcept override { left = true; }
        bool ended = false;
        bool left = false;
    } listener;
    auto& log = begun();
    log.add_end_listener(listener);
    BOOST_TEST(support::child_succeeds([&] {
        leave_behind(log);
        auto& next = begun();
        bool const fresh = &next != &log;
        return fresh && listener.left && !listener.ended && sink.last == "nothing" && reports.empty();
    }));
    BOOST_TEST(!to_sink(log));
    BOOST_TEST(listener.ended);
    BOOST_TEST(!listener.left);
}

BOOST_FIXTURE_TEST_CASE(a_text_is_rendered_in_the_buffer_of_the_transaction_which_keeps_no_text_of_before, finishing) {
    auto& log = begun();
    log.text_buffer().append("of before");
    (void)sealer{log.entries()}.seal(0);
    {
        rendered out{log};
        BOOST_TEST(!out.render(log, serializer));
        BOOST_TEST(out.text() == "end 0, 0 a line");
        BOOST_TEST((out.text().data() == log.text_buffer().view().data()));
    }
    log.sink().reset();
    release_user(&log);
}
