// SPDX-License-Identifier: BSL-1.0
#include <logdefer/logdefer.hpp>

#include "model.hpp"
#include "random_source.hpp"
#include "unique_keys.hpp"

#include <logdefer/testing.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using property::model;
using property::random_source;
using std::chrono::nanoseconds;

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

constexpr nanoseconds start{1'700'000'000'123'456'789};

struct late_counter {
    std::size_t count = 0;
    void operator()(std::error_code code, std::string_view) { count += code == logdefer::error::late ? 1 : 1000; }
};

/// One log of the record, and what it was told.
struct participant {
    struct running {
        std::size_t in_model;
        logdefer::timer_scope<logdefer::manual_clock> scope;
    };

    std::optional<log_type> log;
    participant* parent = nullptr;
    model said{start.count()};
    std::vector<running> timers = {};
    bool cancelled = false;
    bool joined = false;  // before the record went out
    bool silent = false;
};

/// A record whose logs do something random, in random order, told to a model alike.
class simulation {
public:
    explicit simulation(random_source& random) : random_(random) {
        logs_.push_back({.log = log_type{sink_, clock_, logdefer::options{.on_error = late_}}});
    }

    void run(std::size_t steps) {
        for (; steps > 0 && open() > 0; --steps) step(any_open());
        while (open() > 0) end(any_open());
        for (participant& p : logs_) stop_late(p);
    }

    /// The record's text; empty where it was cancelled.
    [[nodiscard]] std::string text() const { return sink_.size() == 0 ? taken_ : sink_.texts().at(0); }
    [[nodiscard]] std::size_t records() const { return sink_.size() + (taken_.empty() ? 0 : 1); }
    [[nodiscard]] std::optional<model> const& expected() const { return expected_; }
    [[nodiscard]] bool reports_are_right() const { return late_.count == reports_; }

private:
    [[nodiscard]] std::size_t open() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(logs_, [](participant const& p) { return p.log.has_value(); }));
    }

    participant& any_open() {
        std::vector<participant*> open;
        for (participant& p : logs_) {
            if (p.log) open.push_back(&p);
        }
        return *open[random_.below(open.size())];
    }

    void step(participant& p) {
        switch (random_.below(12)) {
            case 0:
            case 1: return fork(p);
            case 2: return start_timer(p);
            case 3: return stop_timer(p);
            case 4: return toggle(p);
            case 5: return data(p);
            case 6: return let_time_pass();
            case 7: return random_.one_in(3) ? outcome(p) : merge(p);
            case 8: return random_.one_in(3) ? end(p) : line(p);
            default: return line(p);
        }
    }

    void fork(participant& p) {
        forked_ = true;
        auto child = p.log->fork();
        BOOST_TEST(child.is_open() == !closed_);
        if (closed_) return;
        logs_.push_back({.log = std::move(child), .parent = &p});
    }

    void line(participant& p) {
        auto const text = random_.text();
        auto const item = random_.json();
        p.log->info(text, item);
        p.said.line({now_, 30, text, {item}});
    }

    void data(participant& p) {
        bool const deep = random_.one_in(2);
        auto const key = random_.key();
        boost::json::value const value = random_.one_in(3) ? random_.json() : random_.object();
        p.log->data(key, value, deep ? logdefer::merge_data::deep : logdefer::merge_data::shallow);
        p.said.data(key, value, deep);
    }

    void start_timer(participant& p) {
        auto const name = random_.text();
        p.timers.push_back({p.said.start_timer(name, now_), p.log->timer(name)});
    }

    void stop_timer(participant& p) {
        if (p.timers.empty()) return;
        p.said.stop_timer(p.timers.back().in_model, now_);
        p.timers.pop_back();
    }

    void toggle(participant& p) {
        auto const name = random_.key();
        p.log->toggle_timer(name);
        p.said.toggle(name, now_);
    }

    void let_time_pass() {
        auto const step = random_.pick<std::int64_t>({1, random_.between(-3'000'000, 9'000'000), 5'000'000});
        clock_.advance(nanoseconds{step});
        now_ += step;
    }

    void outcome(participant& p) {
        bool const fine = random_.one_in(2);
        p.log->outcome(fine ? logdefer::outcome::ok : logdefer::outcome::cancelled);
        p.said.outcome(fine ? "" : "cancelled");
    }

    void merge(participant& p) {
        nanoseconds const other_start = start + nanoseconds{random_.between(-5'000'000, 5'000'000)};
        log_type other{sink_, logdefer::manual_clock{other_start}};
        model said{other_start.count()};
        auto const value = random_.object();
        other.info("foreign");
        other.data("a", value);
        said.line({0, 30, "foreign", {}});
        said.data("a", value, false);
        logdefer::record record;
        BOOST_TEST(!other.finish(record));
        said.finish(0);
        p.log->merge(record, logdefer::merge_data::deep);
        p.said.merge(said, true);
    }

    void end(participant& p) {
        p.said.finish(now_);
        if (random_.one_in(6)) {
            cancel(p);
        } else if (random_.one_in(12)) {
            BOOST_TEST(p.log->finish_now() == join(p, true));
        } else {
            finish(p);
        }
        BOOST_TEST(!p.log->is_open());
        p.log->info("ignored");
        p.log.reset();
    }

    void finish(participant& p) {
        auto const expected = join(p, false);
        if (random_.one_in(4)) p.log.emplace(log_type{std::move(*p.log)});
        switch (random_.below(3)) {
            case 0: BOOST_TEST(p.log->finish(taken_) == expected); return;
            case 1: return finish_as_structure(p, expected);
            default: BOOST_TEST(p.log->finish() == expected);
        }
    }

    void finish_as_structure(participant& p, std::error_code expected) {
        logdefer::record record;
        BOOST_TEST(p.log->finish(record) == expected);
        BOOST_TEST(record.empty() == static_cast<bool>(expected));
        if (record.empty()) return;
        logdefer::output_buffer out;
        BOOST_TEST(!logdefer::json_serializer{}.append(record.view(), out));
        taken_ = out.view();
    }

    void cancel(participant& p) {
        p.log->cancel();
        p.cancelled = p.silent = true;
        if (p.parent == nullptr) {
            closed_ = cancelled_ = true;
        } else {
            (void)join(p, false);
        }
    }

    /// What ending `p` must return.
    std::error_code join(participant& p, bool now) {
        if (closed_) {
            p.silent = p.silent || cancelled_;
            reports_ += p.silent ? 0 : 1;
            return logdefer::error::late;
        }
        p.joined = true;
        ended_.push_back(&p);
        if (!now && open() > 1) return logdefer::error::pending;
        emit();
        return {};
    }

    void emit() {
        closed_ = true;
        expected_.emplace(start.count());
        if (!forked_) {
            expected_ = ended_.front()->said;
            return;
        }
        auto const first = std::ranges::find(ended_, nullptr, &participant::parent);
        if (first != ended_.end()) std::rotate(ended_.begin(), first, first + 1);
        for (participant const* p : ended_) {
            if (!is_lost(p)) expected_->gather(p->said, p->parent == nullptr);
        }
        expected_->finish(now_);
    }

    /// Whether it or a log above it was cancelled in time.
    static bool is_lost(participant const* p) {
        while (p != nullptr && !(p->joined && p->cancelled)) p = p->parent;
        return p != nullptr;
    }

    void stop_late(participant& p) {
        reports_ += p.silent ? 0 : p.timers.size();
        p.timers.clear();
    }

    random_source& random_;
    logdefer::manual_clock clock_{start};
    std::int64_t now_ = 0;
    logdefer::capturing_sink sink_;
    std::string taken_;  // the record, where it did not go to the sink
    late_counter late_;
    std::size_t reports_ = 0;  // expected
    std::deque<participant> logs_;
    std::vector<participant*> ended_;
    std::optional<model> expected_;
    bool forked_ = false;
    bool closed_ = false;
    bool cancelled_ = false;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_random_record_of_several_logs_is_as_the_model_says) {
    property::for_all(4000, [](random_source& random) {
        simulation logs{random};
        logs.run(random.below(random.one_in(20) ? 200 : 40));
        BOOST_TEST(logs.records() == (logs.expected() ? 1U : 0U));
        BOOST_TEST(logs.reports_are_right());
        if (!logs.expected() || logs.text().empty()) return;
        BOOST_TEST(property::names_each_key_once(logs.text()));
        BOOST_TEST(serialize(property::with_microseconds(boost::json::parse(logs.text())))
                   == serialize(logs.expected()->record()));
    });
}
