// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/shared_record.hpp>

#include <logdefer/clocks/clock.hpp>
#include <logdefer/transaction/sealer.hpp>

#include "support/child.hpp"
#include "support/contents_of.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using logdefer::error;
using logdefer::outcome;
using logdefer::system_clock;
using logdefer::text;
using logdefer::detail::pool;
using logdefer::detail::sealer;
using logdefer::detail::shared_record;
using logdefer::detail::transaction;
using support::contents_of;

using joined = shared_record::joined;

void ignore(std::string_view) {}

void add_line(transaction& t, std::string_view message) { t.entries().append_line(30, 0, text{message}); }

/// Ends the recording of a part, as the end of a log does before its part is joined.
transaction& ended(transaction& part) {
    part.end(0);
    (void)part.entries().end(0);
    return part;
}

joined join(transaction& part) { return part.shared()->join(ended(part)); }
joined join_now(transaction& part) { return part.shared()->join_now(ended(part)); }

/// Returns what has been gathered, and releases it as the end of a log does.
std::string contents(joined const& j, shared_record& record) {
    if (j.gathered == nullptr) return j.refusal ? j.refusal.message() : "nothing";
    auto all = contents_of(sealer{j.gathered->entries()}.seal(0));
    j.gathered->sink().reset();
    record.release();
    return all;
}

std::string join_all(std::initializer_list<transaction*> parts) {
    std::string all;
    for (transaction* const part : parts) {
        auto& record = *part->shared();
        all = contents(join(*part), record);
    }
    return all;
}

/// The first log of a record, which notes the errors it hears.
struct first_log {
    std::vector<std::error_code> reports;
    std::function<void(std::error_code, std::string_view)> hook = [this](std::error_code code, std::string_view) {
        reports.push_back(code);
    };
    transaction& first;

    first_log() : first(begun(hook)) { BOOST_TEST(!first.sink().assign(ignore)); }

    static transaction& begun(logdefer::error_hook hook) {
        transaction* const t = pool<transaction>::take();
        BOOST_REQUIRE((t != nullptr));
        BOOST_REQUIRE(t->begin(1'700'000'000s, 100, 4096));
        t->set_error_hook(hook);
        return *t;
    }

    /// Forks a log, and adds a line with its name.
    static transaction& fork(transaction& parent, std::string_view name) {
        transaction* const part = shared_record::fork(parent);
        BOOST_REQUIRE((part != nullptr));
        add_line(*part, name);
        return *part;
    }

    transaction& fork(std::string_view name) { return fork(first, name); }
};

/// Empties the pools of this thread, so that what it takes next is new.
void empty_pools() {
    pool<transaction>::trim();
    pool<shared_record>::trim();
}

/// Takes everything out of the pool of this thread.
std::set<transaction*> pooled_transactions() {
    std::set<transaction*> all;
    while (true) {
        transaction* const t = pool<transaction>::take();
        if (t->memory() != 0) {
            all.insert(t);
            continue;
        }
        delete t;  // a new one
        return all;
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_fork)

BOOST_FIXTURE_TEST_CASE(has_the_start_the_capacity_and_the_record_of_its_parent, first_log) {
    auto& child = fork("child");
    auto& grandchild = fork(child, "grandchild");
    for (transaction const* part : {&child, &grandchild}) {
        BOOST_TEST((part->entries().wall() == 1'700'000'000s));
        BOOST_TEST(part->entries().ticks() == 100);
        BOOST_TEST(part->entries().first_capacity() == 4096U);
        BOOST_TEST((part->shared() == first.shared()));
    }
    BOOST_TEST((first.parent() == nullptr));
    BOOST_TEST((child.parent() == &first));
    BOOST_TEST((grandchild.parent() == &child));
    (void)join_all({&first, &child, &grandchild});
}

BOOST_FIXTURE_TEST_CASE(reports_to_the_hook_of_its_parent, first_log) {
    auto& child = fork("child");
    child.report(error::busy);
    BOOST_TEST(reports == std::vector{make_error_code(error::busy)});
    (void)join_all({&first, &child});
}

BOOST_FIXTURE_TEST_CASE(is_refused_and_changes_nothing_where_the_sink_cannot_be_moved, first_log) {
    struct unmovable {
        std::string* heard;
        explicit unmovable(std::string& to) : heard(&to) {}
        unmovable(unmovable&& other) : heard(other.heard) {
            if (!heard->empty()) throw std::runtime_error("not again");
            *heard = "moved, ";
        }
        void operator()(std::string_view s) const { *heard += s; }
    };
    std::string heard;
    BOOST_TEST(!first.sink().assign(unmovable{heard}));
    BOOST_TEST((shared_record::fork(first) == nullptr));
    BOOST_TEST(reports == std::vector{make_error_code(error::out_of_memory)});
    BOOST_TEST((first.shared() == nullptr));
    BOOST_TEST(!first.sink()("still there"));
    BOOST_TEST(heard == "moved, still there");
    first.sink().reset();
    BOOST_TEST(first.release_user());
    pool<transaction>::give(&first);
}

BOOST_FIXTURE_TEST_CASE(of_a_record_that_has_been_emitted_is_refused_silently, first_log) {
    auto& child = fork("child");
    auto& record = *child.shared();
    (void)contents(join_now(first), record);
    BOOST_TEST((shared_record::fork(child) == nullptr));
    BOOST_TEST(reports.empty());
    (void)join(child);
}

BOOST_FIXTURE_TEST_CASE(is_inherited_by_a_child_process_until_one_log_of_the_record_is_adopted, first_log) {
    auto& child = fork("child");
    auto& sibling = fork("sibling");
    BOOST_TEST(support::child_succeeds([&] {
        bool const inherited = first.record_is_inherited() && child.record_is_inherited();
        sibling.adopt();
        return inherited && !first.record_is_inherited() && !child.record_is_inherited() && child.is_inherited();
    }));
    BOOST_TEST(!child.record_is_inherited());
    (void)join_all({&first, &child, &sibling});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_record)

BOOST_FIXTURE_TEST_CASE(waits_for_its_last_log_whichever_that_is, first_log) {
    auto& child = fork("child");
    auto& grandchild = fork(child, "grandchild");
    add_line(first, "first");
    BOOST_TEST(join_all({&first}) == make_error_code(error::pending).message());
    BOOST_TEST(join_all({&grandchild}) == make_error_code(error::pending).message());
    BOOST_TEST(join_all({&child}) == "end 0, 0 first, 0 grandchild, 0 child");
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(has_the_part_of_the_first_log_before_the_others_in_the_order_in_which_they_ended) {
    for (int place = 0; place < 4; ++place) {
        first_log f;
        add_line(f.first, "first");
        std::vector<transaction*> parts{&f.fork("a"), &f.fork("b"), &f.fork("c")};
        std::swap(parts[0], parts[2]);
        parts.insert(parts.begin() + place, &f.first);
        std::string all;
        for (transaction* const part : parts) all = join_all({part});
        BOOST_TEST(all == "end 0, 0 first, 0 c, 0 b, 0 a");
    }
}

BOOST_FIXTURE_TEST_CASE(is_no_shorter_than_any_of_its_parts_and_adds_up_what_they_lost, first_log) {
    auto& child = fork("child");
    child.entries().end_not_before(9'000'000);
    child.entries().drop(logdefer::detail::entry_kind::log);
    first.entries().drop(logdefer::detail::entry_kind::log);
    BOOST_TEST(join_all({&child, &first}) == "end 9, 0 child, dropped {logs=2 }");
}

BOOST_FIXTURE_TEST_CASE(takes_the_sink_from_the_first_log_and_keeps_it_to_the_end, first_log) {
    auto const kept = std::make_shared<std::string>();
    BOOST_TEST(!first.sink().assign([kept](std::string_view s) { *kept += s; }));
    auto& child = fork("child");
    auto& record = *child.shared();
    (void)join(first);
    BOOST_TEST(kept.use_count() == 2);
    auto const j = join(child);
    BOOST_REQUIRE((j.gathered != nullptr));
    BOOST_TEST(!j.gathered->sink()("the record"));
    BOOST_TEST(*kept == "the record");
    (void)contents(j, record);
    BOOST_TEST(kept.use_count() == 1);
}

BOOST_FIXTURE_TEST_CASE(leaves_a_timer_that_still_runs_its_name, first_log) {
    auto& child = fork("child");
    first.add_running_timer();
    auto const place = first.entries().start_timer("db", 0);
    BOOST_TEST(join_all({&first, &child}) == "end 0, 0 child, db 0..0");
    BOOST_TEST(first.entries().timer_name(place) == "db");
    logdefer::detail::release_user(&first);
}

BOOST_AUTO_TEST_CASE(gives_all_its_memory_back_to_the_pools) {
    empty_pools();
    first_log f;
    auto& child = f.fork("child");
    auto& grandchild = first_log::fork(child, "grandchild");
    shared_record* const record = child.shared();
    (void)join(f.first);
    (void)join(child);
    auto const j = join(grandchild);
    BOOST_REQUIRE((j.gathered != nullptr));
    (void)contents(j, *record);
    shared_record* const pooled = pool<shared_record>::take();
    BOOST_TEST((pooled == record));
    delete pooled;
    auto const transactions = pooled_transactions();
    BOOST_TEST((transactions == std::set<transaction*>{&f.first, &child, &grandchild, j.gathered}));
    for (transaction* const t : transactions) delete t;
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(joining_now)

BOOST_FIXTURE_TEST_CASE(gathers_what_has_ended_and_finds_the_others_late, first_log) {
    auto& in_time = fork("in time");
    auto& late = fork("late");
    auto& record = *late.shared();
    add_line(first, "first");
    (void)join(in_time);
    BOOST_TEST(contents(join_now(first), record) == "end 0, 0 first, 0 in time");
    BOOST_TEST(reports.empty());
    BOOST_TEST(join(late).refusal == error::late);
    BOOST_TEST(reports == std::vector{make_error_code(error::late)});
}

BOOST_FIXTURE_TEST_CASE(of_two_logs_gathers_once, first_log) {
    auto& child = fork("child");
    auto& record = *child.shared();
    BOOST_TEST(contents(join_now(child), record) == "end 0, 0 child");
    auto const second = join_now(first);
    BOOST_TEST((second.gathered == nullptr));
    BOOST_TEST(second.refusal == error::late);
    BOOST_TEST(reports.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(of_the_only_log_left_is_joining, first_log) {
    auto& child = fork("child");
    auto& record = *child.shared();
    (void)join(first);
    BOOST_TEST(contents(join_now(child), record) == "end 0, 0 child");
}

BOOST_AUTO_TEST_CASE(leaves_the_parents_of_running_forks_their_memory) {
    empty_pools();
    first_log f;
    auto& child = f.fork("child");
    auto& record = *child.shared();
    auto const j = join_now(f.first);
    (void)contents(j, record);
    BOOST_TEST(pooled_transactions().empty());
    BOOST_TEST(join(child).refusal == error::late);
    auto const transactions = pooled_transactions();
    BOOST_TEST((transactions == std::set<transaction*>{&f.first, &child, j.gathered}));
    for (transaction* const t : transactions) delete t;
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cancelling)

BOOST_FIXTURE_TEST_CASE(discards_the_record_and_its_sink_at_once_and_later_parts_silently, first_log) {
    auto const kept = std::make_shared<int>();
    BOOST_TEST(!first.sink().assign([kept](std::string_view) {}));
    auto& gone = fork("gone");
    auto& late = fork("late");
    (void)join(gone);
    first.end(0);
    first.shared()->cancel(first);
    BOOST_TEST(kept.use_count() == 1);
    BOOST_TEST((shared_record::fork(late) == nullptr));
    BOOST_TEST(join(late).refusal == error::late);
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(gives_all_memory_back_once_the_last_log_has_ended) {
    empty_pools();
    first_log f;
    auto& gone = f.fork("gone");
    auto& late = f.fork("late");
    shared_record* const record = gone.shared();
    (void)join(gone);
    f.first.end(0);
    record->cancel(f.first);
    (void)join(late);
    shared_record* const pooled = pool<shared_record>::take();
    BOOST_TEST((pooled == record));
    delete pooled;
    auto const transactions = pooled_transactions();
    BOOST_TEST(transactions.size() == 4U);
    for (transaction* const t : {&f.first, &gone, &late}) BOOST_TEST(transactions.contains(t));
    for (transaction* const t : transactions) delete t;
}

BOOST_FIXTURE_TEST_CASE(comes_too_late_for_a_record_that_has_been_emitted, first_log) {
    auto& child = fork("child");
    auto& record = *child.shared();
    BOOST_TEST(contents(join_now(child), record) == "end 0, 0 child");
    first.end(0);
    record.cancel(first);
    BOOST_TEST(reports.empty());
}

BOOST_FIXTURE_TEST_CASE(a_fork_excludes_it_with_its_own_forks_at_any_depth, first_log) {
    auto& child = fork("child");
    auto& grandchild = fork(child, "grandchild");
    auto& great_grandchild = fork(grandchild, "great-grandchild");
    auto& sibling = fork("sibling");
    auto& niece = fork(sibling, "niece");
    child.discard();
    BOOST_TEST(join_all({&great_grandchild, &niece, &child, &sibling, &grandchild, &first})
               == "end 0, 0 niece, 0 sibling");
    BOOST_TEST(reports.empty());
}

BOOST_FIXTURE_TEST_CASE(a_fork_excludes_what_was_forked_through_one_that_still_runs, first_log) {
    auto& child = fork("child");
    auto& grandchild = fork(child, "grandchild");
    auto& great_grandchild = fork(grandchild, "great-grandchild");
    auto& record = *child.shared();
    child.discard();
    (void)join_all({&great_grandchild, &child});
    BOOST_TEST(contents(join_now(first), record) == "end 0");
    (void)join(grandchild);
    BOOST_TEST(reports == std::vector{make_error_code(error::late)});
}

BOOST_FIXTURE_TEST_CASE(a_fork_leaves_the_logs_above_it_alone, first_log) {
    auto& child = fork("child");
    auto& grandchild = fork(child, "grandchild");
    grandchild.discard();
    add_line(first, "first");
    BOOST_TEST(join_all({&first, &child, &grandchild}) == "end 0, 0 first, 0 child");
}

BOOST_FIXTURE_TEST_CASE(a_fork_that_is_late_is_silent, first_log) {
    auto& child = fork("child");
    auto& record = *child.shared();
    (void)contents(join_now(first), record);
    child.discard();
    BOOST_TEST(join(child).refusal == error::late);
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_outcome)

namespace {

using set_outcome = std::function<void(transaction&)>;

void nothing(transaction&) {}

template <class Outcome>
set_outcome set(Outcome o) {
    return [o](transaction& t) { t.set_outcome(o); };
}

set_outcome proposed(outcome o) {
    return [o](transaction& t) { t.propose_outcome(o); };
}

/// Returns the outcome of a record of a first log and of forks that end before it, in this order.
std::string outcome_of(set_outcome const& of_the_first, std::vector<set_outcome> const& of_forks) {
    first_log f;
    for (auto const& decide : of_forks) {
        transaction* const part = shared_record::fork(f.first);
        BOOST_REQUIRE((part != nullptr));
        decide(*part);
        (void)join(*part);
    }
    of_the_first(f.first);
    auto const all = join_all({&f.first});
    BOOST_TEST(all.starts_with("end 0"));
    return all == "end 0" ? "ok" : all.substr(std::string_view{"end 0, outcome "}.size());
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_that_of_the_first_log_if_it_has_one) {
    BOOST_TEST(outcome_of(set(outcome::timeout), {set(outcome::failed)}) == "timeout");
    BOOST_TEST(outcome_of(set(text{"out of stock"}), {set(text{"late"})}) == "out of stock");
    BOOST_TEST(outcome_of(proposed(outcome::cancelled), {set(outcome::failed)}) == "cancelled");
    BOOST_TEST(outcome_of(set(outcome::ok), {set(outcome::failed), proposed(outcome::exception)}) == "ok");
}

BOOST_AUTO_TEST_CASE(is_otherwise_that_of_the_first_other_log_that_has_one) {
    BOOST_TEST(outcome_of(nothing, {nothing}) == "ok");
    BOOST_TEST(outcome_of(nothing, {nothing, set(outcome::failed), set(outcome::timeout)}) == "failed");
    BOOST_TEST(outcome_of(nothing, {proposed(outcome::exception), set(outcome::timeout)}) == "exception");
    BOOST_TEST(outcome_of(nothing, {nothing, set(text{"out of stock"}), set(outcome::timeout)}) == "out of stock");
}

BOOST_AUTO_TEST_CASE(of_a_fork_does_not_count_if_it_is_a_good_one) {
    BOOST_TEST(outcome_of(nothing, {set(outcome::ok), set(outcome::failed)}) == "failed");
}

BOOST_AUTO_TEST_CASE(of_a_fork_whose_work_was_cancelled_does_not_count_unless_the_program_said_so) {
    BOOST_TEST(outcome_of(nothing, {proposed(outcome::cancelled)}) == "ok");
    BOOST_TEST(outcome_of(nothing, {proposed(outcome::cancelled), proposed(outcome::abandoned)}) == "abandoned");
    BOOST_TEST(outcome_of(nothing, {set(outcome::cancelled), set(outcome::failed)}) == "cancelled");
}

BOOST_AUTO_TEST_CASE(of_a_fork_that_is_discarded_does_not_count) {
    auto const discarded = [](transaction& t) {
        t.set_outcome(outcome::failed);
        t.discard();
    };
    BOOST_TEST(outcome_of(nothing, {discarded, set(outcome::timeout)}) == "timeout");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(on_several_threads)

namespace {

constexpr int threads = 4;

/// Runs `f(i)` on each of the threads, all of which start at once.
template <class F>
void run_on_threads(F f) {
    std::atomic<int> ready{0};
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&, i] {
            for (++ready; ready < threads;) std::this_thread::yield();
            f(i);
        });
    }
    for (auto& t : all) t.join();
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_last_part_gathers_all_of_them) {
    for (int round = 0; round < 100; ++round) {
        first_log f;
        std::vector<transaction*> parts;
        for (int i = 0; i < threads; ++i) parts.push_back(&f.fork(std::to_string(i)));
        auto& record = *f.first.shared();
        std::atomic<int> gathered{0};
        std::string all;  // of the thread that gathers
        auto const end = [&](transaction& part) {
            auto const j = join(part);
            if (j.gathered == nullptr) return;
            ++gathered;
            all = contents(j, record);
        };
        run_on_threads([&](int i) {
            auto& part = *parts[static_cast<std::size_t>(i)];
            transaction* const more = shared_record::fork(part);
            if (more != nullptr) add_line(*more, "more");
            end(part);
            if (more != nullptr) end(*more);
        });
        BOOST_TEST(gathered == 0);
        end(f.first);
        BOOST_TEST(gathered == 1);
        BOOST_TEST(std::ranges::count(all, ',') == 2 * threads);
    }
}

BOOST_AUTO_TEST_CASE(each_part_is_in_the_one_record_or_late) {
    for (int round = 0; round < 300; ++round) {
        std::atomic<int> late{0};
        auto const count_late = [&](std::error_code code, std::string_view) { late += code == error::late ? 1 : 0; };
        transaction& last = first_log::begun(count_late);
        BOOST_TEST(!last.sink().assign(ignore));
        std::vector<transaction*> parts{&last};
        while (parts.size() < threads) parts.push_back(&first_log::fork(last, "fork"));
        add_line(last, "first");
        auto& record = *last.shared();
        std::atomic<int> gathered{0};
        std::atomic<int> refused{0};
        std::atomic<std::ptrdiff_t> lines{0};
        run_on_threads([&](int i) {
            auto& part = *parts[static_cast<std::size_t>(i)];
            auto const j = i < 2 ? join_now(part) : join(part);
            if (j.refusal == error::late) ++refused;
            if (j.gathered == nullptr) return;
            ++gathered;
            lines += std::ranges::count(contents(j, record), ',');
        });
        BOOST_TEST(gathered == 1);
        BOOST_TEST(refused == late);
        BOOST_TEST(lines + late == threads);
    }
}

BOOST_AUTO_TEST_CASE(of_two_that_join_now_one_gathers_and_the_other_is_in_the_record_or_late) {
    std::atomic<int> late{0};
    auto const count_late = [&](std::error_code code, std::string_view) { late += code == error::late ? 1 : 0; };
    std::atomic<int> arrived{0};
    std::atomic<transaction*> parts[2]{nullptr, nullptr};
    std::atomic<int> gathered{0};
    std::atomic<std::ptrdiff_t> lines{0};
    constexpr int rounds = 5'000;
    auto const meet = [&, target = 0]() mutable {
        target += 2;
        for (++arrived; arrived < target;) std::this_thread::yield();
    };
    auto const end_each_round = [&](std::size_t which, auto prepare) {
        auto meet_other = meet;
        for (int round = 0; round < rounds; ++round) {
            prepare();
            meet_other();
            transaction& part = *parts[which];
            auto& record = *part.shared();
            ended(part);
            meet_other();
            auto const j = record.join_now(part);
            if (j.gathered != nullptr) {
                ++gathered;
                lines += std::ranges::count(contents(j, record), ',');
            }
            meet_other();
        }
    };
    std::thread other{[&] { end_each_round(1, [] {}); }};
    end_each_round(0, [&] {
        transaction& begun = first_log::begun(count_late);
        add_line(begun, "first");
        parts[0] = &begun;
        parts[1] = &first_log::fork(begun, "fork");
    });
    other.join();
    BOOST_TEST(gathered == rounds);
    BOOST_TEST(lines + late == 2 * rounds);
}

BOOST_AUTO_TEST_CASE(no_part_of_a_cancelled_record_is_gathered_or_reported) {
    for (int round = 0; round < 100; ++round) {
        std::atomic<int> heard{0};
        auto const count = [&](std::error_code, std::string_view) { ++heard; };
        transaction& cancelled = first_log::begun(count);
        auto const sink = std::make_shared<int>();
        BOOST_TEST(!cancelled.sink().assign([sink](std::string_view) {}));
        std::vector<transaction*> parts;
        for (int i = 0; i < threads; ++i) parts.push_back(&first_log::fork(cancelled, "fork"));
        std::atomic<int> gathered{0};
        run_on_threads([&](int i) {
            if (i == 0) {
                cancelled.end(0);
                cancelled.shared()->cancel(cancelled);
            }
            if (join(*parts[static_cast<std::size_t>(i)]).gathered != nullptr) ++gathered;
        });
        BOOST_TEST(gathered == 0);
        BOOST_TEST(heard == 0);
        BOOST_TEST(sink.use_count() == 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()
