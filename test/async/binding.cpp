// SPDX-License-Identifier: BSL-1.0
#include <logdefer/async/binding.hpp>

#include "support/child.hpp"
#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using log_type = basic_log_defer<manual_clock>;

/// An executor that counts its work guards.
struct counting_executor {
    int* held;

    class work_guard {
    public:
        explicit work_guard(int& held) : held_(&held) { ++*held_; }
        work_guard(work_guard&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
        work_guard& operator=(work_guard other) noexcept {
            std::swap(held_, other.held_);
            return *this;
        }
        ~work_guard() {
            if (held_ != nullptr) --*held_;
        }
        int runner = 0;

    private:
        int* held_;
    };

    [[nodiscard]] work_guard start_work() const { return work_guard{*held}; }
};

/// An executor whose work starts, under the binding's lock, when the test says so.
struct waiting_executor {
    std::atomic<bool>* locked;
    std::atomic<bool>* go_on;

    struct work_guard {
        int runner = 0;
    };

    [[nodiscard]] work_guard start_work() const {
        *locked = true;
        locked->notify_all();
        go_on->wait(false);
        return {};
    }
};

template <timing Timing>
using test_binding = detail::binding<counting_executor, log_type, Timing>;

template <timing Timing>
struct binding_fixture : log_fixture {
    int held = 0;
    text const name{"work"};
    test_binding<Timing>* const binding = new test_binding<Timing>{counting_executor{&held}, log, &name};
};

using wall_fixture = binding_fixture<timing::wall>;
using full_fixture = binding_fixture<timing::full>;

log_type* log_of_this_thread() {
    auto const* const here = detail::context::current();
    return here == nullptr ? nullptr : here->log<log_type>();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_binding, wall_fixture)

BOOST_AUTO_TEST_CASE(keeps_the_executor_at_work_while_there_is_work) {
    BOOST_TEST(held == 0);
    binding->add_work();
    binding->add_work();
    BOOST_TEST(held == 1);
    binding->release_work();
    BOOST_TEST(held == 1);
    binding->release_work();
    BOOST_TEST(held == 0);
    binding->add_work();
    BOOST_TEST(held == 1);
    binding->release_work();
    binding->release_handle();
}

BOOST_AUTO_TEST_CASE(makes_its_log_current_for_a_slice) {
    log_type* seen = nullptr;
    binding->run([&] { seen = log_of_this_thread(); }, 0);
    BOOST_TEST(seen == &log);
    BOOST_TEST(log_of_this_thread() == nullptr);
    binding->release_handle();
}

BOOST_AUTO_TEST_CASE(restores_what_was_current_after_an_exception) {
    BOOST_CHECK_THROW(binding->run([] { throw std::runtime_error{"thrown"}; }, 0), std::runtime_error);
    BOOST_TEST(log_of_this_thread() == nullptr);
    binding->release_handle();
}

BOOST_AUTO_TEST_CASE(stops_its_timer_when_the_last_work_is_over) {
    clock.advance(1us);
    binding->add_work();
    clock.advance(2us);
    binding->release_work();
    clock.advance(4us);
    binding->release_handle();
    clock.advance(8us);
    BOOST_TEST(finish() == record_of(R"("end":0.000015,"timers":[["work",0.000000,0.000003]])"));
}

BOOST_AUTO_TEST_CASE(stops_its_timer_no_later_than_its_log_ends_though_the_clock_runs_backwards) {
    binding->add_work();
    clock.advance(10ms);
    binding->release_work();
    clock.advance(-5ms);
    BOOST_TEST(finish() == record_of(R"("end":0.005000,"timers":[["work",0.000000,0.005000]])"));
    binding->release_handle();
}

BOOST_AUTO_TEST_CASE(stops_its_timer_with_the_log_where_work_is_left) {
    binding->add_work();
    clock.advance(2us);
    BOOST_TEST(finish() == record_of(R"("end":0.000002,"timers":[["work",0.000000,0.000002]])"));
    binding->release_work();
    binding->release_handle();
}

BOOST_AUTO_TEST_CASE(tells_its_log_that_work_was_abandoned) {
    binding->propose_outcome(outcome::abandoned);
    binding->release_handle();
    (void)log.finish();
    BOOST_TEST(sink.last().extras.front().value.text == R"("abandoned")");
}

BOOST_AUTO_TEST_CASE(may_be_gone_before_its_log_is_cancelled) {
    binding->release_handle();
    log.cancel();
    BOOST_TEST(sink.size() == 0U);
}

BOOST_AUTO_TEST_CASE(may_outlive_its_log_which_is_found_no_more) {
    log.cancel();
    log_type* seen = &log;
    binding->run([&] { seen = log_of_this_thread(); }, 0);
    BOOST_TEST(seen == nullptr);
    binding->release_handle();
}

BOOST_AUTO_TEST_CASE(finds_its_log_no_more_where_a_child_process_has_left_it_to_the_parent) {
    BOOST_TEST(support::child_succeeds([&] {
        bool found = true;
        bool const ended = !log.finish() && sink.size() == 0;
        binding->run([&] { found = log_of_this_thread() != nullptr; }, 0);
        binding->release_handle();
        return ended && !found;
    }));
    binding->release_handle();
    BOOST_TEST(finish() == record_of(R"("end":0.000001,"timers":[["work",0.000000,0.000001]])"));
}

BOOST_AUTO_TEST_CASE(wants_no_time_of_ready_work_that_nobody_watches) {
    BOOST_TEST(binding->ticks_if_watched() == 0);
    binding->release_handle();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(a_log_ends_in_a_child_process_though_a_thread_of_the_parent_had_locked_its_binding,
                        log_fixture) {
    std::atomic<bool> locked = false;
    std::atomic<bool> go_on = false;
    auto* const binding =
        new detail::binding<waiting_executor, log_type, timing::wall>{{&locked, &go_on}, log, nullptr};
    std::thread worker{[&] { binding->add_work(); }};
    locked.wait(false);
    BOOST_TEST(support::child_succeeds([&] {
        ::alarm(20);  // ends a child that waits
        return !log.finish() && sink.size() == 0;
    }));
    go_on = true;
    go_on.notify_all();
    worker.join();
    binding->release_work();
    binding->release_handle();
}

BOOST_FIXTURE_TEST_CASE(a_binding_with_all_of_the_detail_counts_its_slices, full_fixture) {
    binding->add_work();
    auto const ready = binding->ticks_if_watched();
    clock.advance(1us);
    binding->run([&] { clock.advance(2us); }, ready);
    clock.advance(4us);
    binding->run([&] { binding->run([&] { clock.advance(1us); }, binding->ticks_if_watched()); },
                 binding->ticks_if_watched());
    binding->release_work();
    binding->release_handle();
    BOOST_TEST(finish()
               == record_of(R"("end":0.000008,"timers":[["work",0.000000,0.000008,)"
                            R"({"busy":0.000003,"queued":0.000001,"resumes":2,"hops":0,"max_run":0.000002}]])"));
}

BOOST_AUTO_TEST_CASE(a_log_of_the_bindings_own_ends_with_the_last_work) {
    log_fixture f;
    int held = 0;
    auto* const binding = new test_binding<timing::wall>{counting_executor{&held}, std::move(f.log),
                                                         nullptr};  // the last handle deletes it
    binding->add_work();
    BOOST_TEST(f.sink.size() == 0U);
    binding->release_work();
    BOOST_TEST(f.sink.size() == 1U);
    binding->release_handle();
    BOOST_TEST(f.sink.size() == 1U);
}
