// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/transaction.hpp>

#include <logdefer/clocks/clock.hpp>
#include <logdefer/transaction/sealer.hpp>

#include "support/child.hpp"
#include "support/contents_of.hpp"
#include "support/while_unwinding.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using logdefer::error;
using logdefer::outcome;
using logdefer::text;
using logdefer::detail::transaction;
using support::contents_of;
using support::while_unwinding;

/// A transaction that has begun at the time 0 of a clock whose ticks are nanoseconds.
struct begun {
    transaction t;

    begun() { begin(1'700'000'000s); }

    /// Begins it on this thread, as a log does.
    void begin(std::chrono::nanoseconds wall) {
        BOOST_REQUIRE(t.begin(wall, 0));
        t.exceptions().arrive();
    }

    /// Ends it, and returns what it has recorded.
    std::string contents() {
        t.end(0);
        return contents_of(logdefer::detail::sealer{t.entries()}.seal(0));
    }

    /// Starts a timer with a handle, and returns its place.
    std::uint32_t running_timer(std::string_view name) {
        t.add_running_timer();
        return t.entries().start_timer(name, 0);
    }
};

/// Notes what it hears in a text that it shares with others.
class noting_listener final : public logdefer::detail::end_listener {
public:
    noting_listener(std::string& heard, char name) : heard_(heard), name_(name) {}

    void log_ends(transaction& t, std::int64_t now) noexcept override {
        heard_ += std::string{name_} + (t.has_ended() ? " too late" : " at " + std::to_string(now)) + ", ";
        if (also != nullptr) t.add_end_listener(*std::exchange(also, nullptr));
    }
    void log_is_left_behind() noexcept override { heard_ += std::string{name_} + " left behind, "; }

    end_listener* also = nullptr;  ///< is added during the first call

private:
    std::string& heard_;
    char name_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_transaction, begun)

BOOST_AUTO_TEST_CASE(begins_with_nothing_of_the_one_before) {
    std::string heard;
    noting_listener once{heard, 'a'};
    (void)running_timer("left running");
    t.set_outcome(outcome::cancelled);
    t.exceptions().set_wait_unwound(true);
    t.discard();
    t.add_end_listener(once);
    t.end(0);
    t.add_end_listener(once);
    begin(1'800'000'000s);
    BOOST_TEST(!t.has_ended());
    BOOST_TEST(!t.is_discarded());
    BOOST_TEST(!t.has_running_timers());
    BOOST_TEST((t.shared() == nullptr));
    BOOST_TEST((t.parent() == nullptr));
    std::string all;
    while_unwinding([&] { all = contents(); });
    BOOST_TEST(all == "end 0, outcome exception");  // neither abandoned nor what was set before
    BOOST_TEST(heard == "a at 0, ");
    BOOST_TEST(t.release_user());
}

BOOST_AUTO_TEST_CASE(does_not_begin_without_memory) {
    transaction greedy;
    BOOST_TEST(!greedy.begin(0s, 0, std::numeric_limits<std::size_t>::max()));
}

BOOST_AUTO_TEST_CASE(has_the_memory_of_its_entries_and_of_its_text) {
    auto const entries = t.memory();
    BOOST_TEST(entries == t.entries().words().capacity() * 8);
    BOOST_REQUIRE((t.text_buffer().prepare(5000) != nullptr));
    BOOST_TEST(t.memory() == entries + t.text_buffer().capacity());
}

BOOST_AUTO_TEST_CASE(reports_to_its_hook) {
    std::vector<std::pair<std::error_code, std::string>> reports;
    auto hook = [&](std::error_code code, std::string_view subject) { reports.emplace_back(code, subject); };
    t.set_error_hook(hook);
    t.report(error::late, "db");
    t.report(error::busy);
    BOOST_REQUIRE(reports.size() == 2U);
    BOOST_TEST((reports[0] == std::pair{make_error_code(error::late), std::string{"db"}}));
    BOOST_TEST((reports[1] == std::pair{make_error_code(error::busy), std::string{}}));
}

BOOST_AUTO_TEST_CASE(of_the_parent_process_is_inherited_until_the_child_adopts_it) {
    BOOST_TEST(!t.is_inherited());
    BOOST_TEST(!t.record_is_inherited());
    BOOST_TEST(support::child_succeeds([&] {
        bool const inherited = t.is_inherited() && t.record_is_inherited();
        t.adopt();
        return inherited && !t.is_inherited() && !t.record_is_inherited();
    }));
    BOOST_TEST(!t.is_inherited());
}

BOOST_AUTO_TEST_CASE(that_begins_again_in_a_child_process_is_that_process_s_own) {
    BOOST_TEST(
        support::child_succeeds([&] { return t.begin(0s, 0) && !t.is_inherited() && !t.record_is_inherited(); }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(an_outcome, begun)

BOOST_AUTO_TEST_CASE(that_the_program_sets_is_the_last_one_it_sets) {
    t.set_outcome(outcome::timeout);
    t.set_outcome(text{"out of stock"});
    BOOST_TEST(contents() == "end 0, outcome out of stock");
}

BOOST_AUTO_TEST_CASE(that_an_event_proposes_counts_if_nothing_has_set_one) {
    t.propose_outcome(outcome::cancelled);
    t.propose_outcome(outcome::abandoned);
    BOOST_TEST(contents() == "end 0, outcome cancelled");
}

BOOST_AUTO_TEST_CASE(that_the_program_sets_prevails_over_events_before_and_after) {
    t.propose_outcome(outcome::cancelled);
    t.set_outcome(outcome::timeout);
    t.propose_outcome(outcome::abandoned);
    BOOST_TEST(contents() == "end 0, outcome timeout");
}

BOOST_AUTO_TEST_CASE(that_the_program_sets_to_a_good_one_stays_so) {
    t.set_outcome(outcome::ok);
    t.propose_outcome(outcome::abandoned);
    std::string all;
    while_unwinding([&] { all = contents(); });
    BOOST_TEST(all == "end 0");
}

BOOST_AUTO_TEST_CASE(is_an_exception_if_one_is_in_flight_at_the_end) {
    std::string all;
    while_unwinding([&] { all = contents(); });
    BOOST_TEST(all == "end 0, outcome exception");
}

BOOST_AUTO_TEST_CASE(is_no_exception_that_was_in_flight_at_the_beginning) {
    std::string all;
    while_unwinding([&] { all = begun{}.contents(); });
    BOOST_TEST(all == "end 0");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(an_end_listener, begun)

BOOST_AUTO_TEST_CASE(is_called_once_with_the_time_before_the_transaction_has_ended) {
    std::string heard;
    noting_listener a{heard, 'a'};
    noting_listener b{heard, 'b'};
    t.add_end_listener(a);
    t.add_end_listener(b);
    t.end(7);
    BOOST_TEST(heard.find("a at 7, ") != heard.npos);
    BOOST_TEST(heard.find("b at 7, ") != heard.npos);
    BOOST_TEST(heard.size() == 16U);
    t.end(8);
    BOOST_TEST(heard.size() == 16U);
}

BOOST_AUTO_TEST_CASE(has_been_removed_when_it_is_called_and_may_be_added_again) {
    std::string heard;
    noting_listener a{heard, 'a'};
    a.also = &a;
    t.add_end_listener(a);
    t.end(7);
    BOOST_TEST(heard == "a at 7, a at 7, ");
}

BOOST_AUTO_TEST_CASE(may_record_until_it_returns) {
    struct : logdefer::detail::end_listener {
        void log_ends(transaction& t, std::int64_t now) noexcept override { t.entries().append_line(30, now, "last"); }
        void log_is_left_behind() noexcept override {}
    } listener;
    t.add_end_listener(listener);
    BOOST_TEST(contents() == "end 0, 0 last");
}

BOOST_AUTO_TEST_CASE(of_a_transaction_that_is_left_behind_is_told_so_instead) {
    std::string heard;
    noting_listener a{heard, 'a'};
    noting_listener b{heard, 'b'};
    t.add_end_listener(a);
    t.add_end_listener(b);
    t.leave_behind();
    BOOST_TEST(heard.find("a left behind, ") != heard.npos);
    BOOST_TEST(heard.find("b left behind, ") != heard.npos);
    BOOST_TEST(heard.size() == 30U);
    t.leave_behind();
    t.end(7);
    BOOST_TEST(heard.size() == 30U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_running_timer, begun)

BOOST_AUTO_TEST_CASE(runs_until_it_is_stopped) {
    auto const place = running_timer("db");
    BOOST_TEST(t.has_running_timers());
    t.stop_running_timer(place, 3'000'000);
    BOOST_TEST(!t.has_running_timers());
    t.entries().end_not_before(3'000'000);
    BOOST_TEST(contents() == "end 3, db 0..3");
    BOOST_TEST(t.release_user());
}

BOOST_AUTO_TEST_CASE(is_a_user_of_the_transaction_once_that_has_ended) {
    (void)running_timer("a");
    t.stop_running_timer(running_timer("b"), 0);
    (void)running_timer("c");
    t.end(0);
    BOOST_TEST(t.has_ended());
    BOOST_TEST(!t.release_user());
    BOOST_TEST(!t.release_user());
    BOOST_TEST(t.release_user());
}

BOOST_AUTO_TEST_SUITE_END()
