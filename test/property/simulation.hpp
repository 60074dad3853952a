// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Simulates records whose logs do something random, which is also passed to a model. A difference between them throws
/// an exception.

#include "model.hpp"
#include "random_source.hpp"
#include "unique_keys.hpp"
#include "values.hpp"

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

namespace property {

using std::chrono::nanoseconds;

/// Throws unless `condition` holds.
inline void expect(bool condition, std::string const& what) {
    if (!condition) throw std::logic_error{"not so: " + what};
}

inline std::string json_of(logdefer::record const& record, logdefer::time_precision precision) {
    logdefer::output_buffer out;
    expect(!logdefer::json_serializer{precision}.append(record.view(), out), "a record can be written");
    return std::string{out.view()};
}

/// Throws unless the text is one line of JSON with the expected value that contains no key twice and reads as itself.
inline void expect_record(std::string const& text, boost::json::value const& expected) {
    expect(text.starts_with(R"({"start":)"), "a record starts with its start\n" + text);
    expect(text.find('\n') == text.size() - 1, "a record is one line\n" + text);
    boost::json::error_code code;
    auto const parsed = boost::json::parse(text, code, {}, {.max_depth = 200});
    expect(!code, "a record is JSON\n" + text);
    expect(names_each_key_once(text), "no key comes twice\n" + text);
    expect(same(expected, with_microseconds(parsed)),
           "the record is as the model says\n" + text + serialize(expected) + " (times in microseconds)");
    logdefer::record read;
    expect(bool{logdefer::read_record(text, read)}, "a record can be read\n" + text);
    expect(json_of(read, logdefer::time_precision::microseconds) == text, "a record reads as itself\n" + text);
}

class simulation {
public:
    /// The actions of logs besides recording.
    struct abilities {
        bool fork = false;
        bool merge = false;
        bool decide = false;  ///< at the end, by settings that keep the record as it is
    };

    simulation(random_source& random, abilities may) : random_(random), values_(random), may_(may) {
        clock_.advance(age);
        if (random_.one_in(3)) settings_.verbosity = verbosity_ = static_cast<int>(random_.below(50));
        if (may_.decide) decide();
        logs_.push_back({.log = log_type{sink_, clock_, settings_}, .said = model{wall_.count()}});
    }

    /// Takes so many steps, or all that the input has, ends everything that is still open, and checks the result.
    void run(std::size_t steps) {
        act(steps);
        while (open() > 0) end(any_open());
        for (participant& p : logs_) stop_late(p);
        expect(records() == (expected_ ? 1 : 0), "one record comes out unless it is cancelled");
        expect(late_.count == reports_, "each log and timer that ends late is reported once");
        if (expected_) expect_record(text(), expected_->record());
    }

private:
    using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

    struct late_counter {
        std::size_t count = 0;
        void operator()(std::error_code code, std::string_view) { count += code == logdefer::error::late ? 1 : 1000; }
    };

    /// One log of the record, and its calls.
    struct participant {
        struct running {
            std::size_t in_model;
            logdefer::timer_scope<logdefer::manual_clock> scope;
        };

        std::optional<log_type> log;
        participant* parent = nullptr;
        model said;
        std::vector<running> timers = {};
        bool cancelled = false;
        bool joined = false;  // before the record was written
        bool silent = false;
    };

    /// Lets everything be decided at the end: all lines are shown, and each value is replaced by itself.
    void decide() {
        verbosity_ = std::max(verbosity_, 40);
        settings_.escalate = [](logdefer::record_view const& r) { return r.end().count() >= 0; };
        settings_.record_verbosity = 40;
        settings_.keep = logdefer::slower_than(nanoseconds{-1}) && !logdefer::sample(0.0);
        settings_.redact = {{"**", [](logdefer::value_view value, logdefer::value_writer& out) { out.write(value); }}};
        settings_.max_bytes = std::size_t{100} << 20U;
        settings_.max_entries = 100'000;
    }

    void act(std::size_t steps) {
        for (; steps > 0 && open() > 0 && !random_.is_over(); --steps) step(any_open());
    }

    [[nodiscard]] std::size_t open() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(logs_, [](participant const& p) { return p.log.has_value(); }));
    }

    participant& any_open() {
        std::vector<participant*> open;
        for (participant& p : logs_) {
            if (p.log) open.push_back(&p);
        }
        return *open[open.size() == 1 ? 0 : random_.below(open.size())];
    }

    void step(participant& p) {
        switch (random_.below(16)) {
            case 0:
            case 1: return line(p);
            case 2: return line_of_text(p);
            case 3:
            case 4:
            case 5: return data(p);
            case 6: return objects(p);
            case 7: return line_of_bits(p);
            case 8: return start_timer(p);
            case 9: return stop_timer(p);
            case 10: return toggle(p);
            case 11:
            case 12: return let_time_pass();
            case 13: return may_.fork ? fork(p) : toggle(p);
            case 14: return may_.merge ? merge(p) : let_time_pass();
            default: return rarely(p);
        }
    }

    void rarely(participant& p) {
        switch (random_.below(may_.decide ? 8 : 6)) {
            case 0: return outcome(p);
            case 1: return move(p);
            case 2: return move_and_back(p);
            case 3: return clock_.adjust_wall(nanoseconds{random_.between(-1'000'000'000, 5)});
            case 4: return lazy_line_that_throws(p);
            case 6: return probe(p);
            case 7: return p.log->redact("never logged");
            default: return may_.fork ? end(p) : data(p);
        }
    }

    void fork(participant& p) {
        forked_ = true;
        auto child = p.log->fork();
        expect(child.is_open() == !closed_, "a fork is open while the record is");
        if (closed_) return;
        logs_.push_back({.log = std::move(child), .parent = &p, .said = model{wall_.count()}});
    }

    [[nodiscard]] int level() { return random_.pick({30, 10, 20, 40, 25, 5, 0, 49, -7}); }

    /// Passes a line to the model.
    void said_line(participant& p, int level, std::string_view message, expectation const& items) {
        if (level > verbosity_) return;
        bool const kept = expectation{{}, items.levels - 1, items.lost}.is_kept();
        p.said.read(now_);
        if (!kept) return p.said.lose(entry::logs);
        p.said.line({now_, level, boost::json::string(replaced(message)), items.value.as_array()});
    }

    void line(participant& p) {
        int const n = level();
        std::string const message = values_.bytes();
        auto const other = values_.any(1);
        values_.give([&](auto const& value, expectation const& e) {
            said_line(p, n, message, line_with(*p.log, n, message, value, e, other));
        });
    }

    /// Logs a line and returns the expected items.
    template <class T>
    expectation line_with(log_type& log, int level, std::string const& message, T const& value, expectation const& e,
                          any_value const& other) {
        auto const& o = other.expected;
        auto const k = values_.keys(2);
        switch (random_.below(9)) {
            case 0: log.add_log(level, message, value); return array_of({e});
            case 1: log.add_log(level, message, other, value, 7); return array_of({o, e, {7}});
            case 2:
                log.add_log(level, message, {{k.front(), other}, {k.back(), value}}, value);
                return array_of({object_of({{k.front(), o}, {k.back(), e}}), e});
            case 3:
                log.add_log(level, message, {{"flat", 1}, {"in", {{"deeper", {{"still", value}}}, {"empty", {}}}}});
                return array_of({object_of(
                    {{"flat", {1}},
                     {"in", object_of({{"deeper", object_of({{"still", e}})}, {"empty", object_of({})}})}})});
            case 4:
                log.add_log(level, [&] { return std::tuple<std::string, T const&, any_value>{message, value, other}; });
                return array_of({e, o});
            case 5: log.add_log(level, [&] { return message; }, value, other); return array_of({e, o});
            case 6:
                log.add_log(level, message, logdefer::list{value, other, logdefer::list{}, {{k.front(), value}}});
                return array_of({array_of({e, o, array_of({}), object_of({{k.front(), e}})})});
            case 7:
                log.add_log(level, message, logdefer::fields{}, value, logdefer::list{},
                            logdefer::fields{{k.front(), other}});
                return array_of({e, array_of({}), object_of({{k.front(), o}})});
            default:
                log.add_log(level, message, {{"n", 1}, {"text", message}, {"real", 2.5}, {"is", true}});
                return array_of({object_of({{"n", {1}},
                                            {"text", {boost::json::string(replaced(message))}},
                                            {"real", {2.5}},
                                            {"is", {true}}})});
        }
    }

    /// A line whose message is passed in one of many types.
    void line_of_text(participant& p) {
        values_.give_text([&](auto const& message, expectation const& e) {
            log_type& log = *p.log;
            std::string_view const said{e.value.as_string()};
            switch (random_.below(6)) {
                case 0: log.info(message); return said_line(p, 30, said, array_of({}));
                case 1: log.error(message, {}); return said_line(p, 10, said, array_of({}));
                case 2: log.warn([&]() -> auto const& { return message; }); return said_line(p, 20, said, array_of({}));
                case 3:
                    log.debug([&] { return std::tuple<decltype(message), int>{message, 1}; });
                    return said_line(p, 40, said, array_of({{1}}));
                case 4:
                    log.template log_at<25>(message, {{"n", 1}});
                    return said_line(p, 25, said, array_of({object_of({{"n", {1}}})}));
                default: log.template log_at<45>(message, 2); return said_line(p, 45, said, array_of({{2}}));
            }
        });
    }

    void lazy_line_that_throws(participant& p) {
        int const n = level();
        p.log->add_log(n, [&]() -> std::string { throw std::runtime_error{"no message"}; }, 1);
        if (n <= verbosity_) p.said.lose(entry::logs);
    }

    void probe(participant& p) {
        auto const value = random_.json();
        p.log->info("probe", p.log->if_kept([value] { return value; }));
        said_line(p, 30, "probe", array_of({{value}}));
    }

    /// Logs bit-fields, which have no address.
    void line_of_bits(participant& p) {
        struct bits {
            unsigned three : 3;
            int four : 4;
            bool one : 1;
        };
        auto const b = random_.pick<bits>({{0, 7, false}, {7, -8, true}, {5, 0, true}});
        expectation const three{static_cast<unsigned>(b.three)};
        expectation const four{static_cast<int>(b.four)};
        expectation const one{static_cast<bool>(b.one)};
        p.log->info("bits", b.three, b.four, b.one);
        said_line(p, 30, "bits", array_of({three, four, one}));
        p.log->info("bits", {{"three", b.three}, {"list", logdefer::list{b.four, b.one}}});
        said_line(p, 30, "bits", array_of({object_of({{"three", three}, {"list", array_of({four, one})}})}));
        p.log->data("bits", b.three);
        said_data(p, "bits", three, false);
        (*p.log)["bits"] = b.four;
        said_data(p, "bits", four, false);
    }

    /// Passes a member of `data` to the model.
    static void said_data(participant& p, std::string_view key, expectation const& value, bool deep) {
        if (!value.is_kept()) return p.said.lose(entry::data);
        p.said.data(replaced(key), value.value, deep);
    }

    void data(participant& p) {
        auto const key = values_.key();
        auto const other = values_.any(1);
        bool const deep = random_.one_in(2);
        values_.give([&](auto const& value, expectation const& e) { data_with(p, key, value, e, other, deep); });
    }

    template <class T>
    void data_with(participant& p, std::string const& key, T const& value, expectation const& e, any_value const& other,
                   bool deep) {
        log_type& log = *p.log;
        auto const mode = deep ? logdefer::merge_data::deep : logdefer::merge_data::shallow;
        auto const& o = other.expected;
        auto const k = values_.keys(2);
        auto const both = object_of({{k.front(), e}, {k.back(), o}});
        switch (random_.below(7)) {
            case 0: log.data(key, value, mode); return said_data(p, key, e, deep);
            case 1: log[key] = value; return said_data(p, key, e, false);
            case 2:
                log.data({{key, value}, {"second", other}}, mode);
                said_data(p, key, e, deep);
                return said_data(p, "second", o, deep);
            case 3: log.data(key, {{k.front(), value}, {k.back(), other}}, mode); return said_data(p, key, both, deep);
            case 4:
                log[key] = {{"in", {{k.front(), value}, {k.back(), other}}}, {"none", {}}};
                return said_data(p, key, object_of({{"in", both}, {"none", object_of({})}}), false);
            case 5: log.data(key, logdefer::list{value, other}, mode); return said_data(p, key, array_of({e, o}), deep);
            default: log.data(key, {}, mode); return said_data(p, key, object_of({}), deep);
        }
    }

    /// Objects that are merged with each other, with few or many keys.
    void objects(participant& p) {
        bool const deep = random_.below(4) != 0;
        auto const mode = deep ? logdefer::merge_data::deep : logdefer::merge_data::shallow;
        bool const many = random_.one_in(10);
        for (auto n = many ? 40 : 1; n > 0; --n) {
            auto const key = random_.key(many);
            auto const object = random_.object(many ? 0 : 3);
            p.log->data(key, object, mode);
            p.said.data(key, object, deep);
        }
    }

    void start_timer(participant& p) {
        auto const name = values_.bytes();
        p.timers.push_back({p.said.start_timer(replaced(name), now_), p.log->timer(name)});
    }

    void stop_timer(participant& p) {
        if (p.timers.empty()) return;
        auto stopped = std::move(p.timers.back());
        p.timers.pop_back();
        p.said.stop_timer(stopped.in_model, now_);
        if (random_.one_in(2)) stopped.scope.stop();
    }

    void toggle(participant& p) {
        auto const name = random_.key();
        p.log->toggle_timer(name);
        p.said.toggle(name, now_);
    }

    void let_time_pass() {
        auto const step = random_.pick<std::int64_t>({1'000'000, 0, 1, 999, -2'000'000, 5'000'000'000, -1})
                          + random_.between(-100, 100);
        clock_.advance(nanoseconds{step});
        now_ += step;
    }

    void outcome(participant& p) {
        if (random_.one_in(3)) {
            auto const words = random_.text();
            p.log->outcome(words);
            p.said.outcome(words);
            return;
        }
        using logdefer::outcome;
        static constexpr std::array<std::string_view, 7> names{"",          "failed",    "timeout",     "exception",
                                                               "cancelled", "abandoned", "unterminated"};
        auto const i = random_.below(names.size());
        p.log->outcome(static_cast<outcome>(i));
        p.said.outcome(names[i]);
    }

    static void move(participant& p) {
        log_type moved{std::move(*p.log)};
        use_in_vain(*p.log);
        p.log.emplace(std::move(moved));
    }

    static void move_and_back(participant& p) {
        log_type other{std::move(*p.log)};
        *p.log = std::move(other);
    }

    /// Calls that a log must ignore after it was moved from or finished.
    static void use_in_vain(log_type& log) {
        log.error("ignored");
        log.data("ignored", true);
        log.toggle_timer("ignored");
        log.outcome(logdefer::outcome::cancelled);
        auto const timer = log.timer("ignored");
        expect(!log.is_open(), "a log that is over is not open");
    }

    void merge(participant& p) {
        bool const deep = random_.one_in(2);
        auto const mode = deep ? logdefer::merge_data::deep : logdefer::merge_data::shallow;
        if (random_.one_in(4)) return merge_text_of_others(p, mode);
        simulation other{random_, {}};
        other.act(random_.below(15));
        logdefer::record record;
        model foreign = other.finish(record);
        if (random_.one_in(2)) {
            auto const text = json_of(record, logdefer::time_precision::nanoseconds);
            expect(bool{logdefer::merge_record(*p.log, text, mode)}, "what is written can be merged\n" + text);
            foreign.be_written();
        } else {
            p.log->merge(record, mode);
        }
        p.said.merge(foreign, deep);
    }

    /// Ends the only log as a record to be merged.
    model finish(logdefer::record& out) {
        participant& p = logs_.front();
        expect(!p.log->finish(out), "a log can be finished into a record");
        p.said.finish(now_);
        return p.said;
    }

    /// Records as other programs write them.
    void merge_text_of_others(participant& p, logdefer::merge_data mode) {
        model said{start.count()};
        std::string text = R"({"start":1700000000.123456789,"end":1.5)";
        text += R"(,"logs":[[1,30],[0.5,"20",{"no":"text"},[1,{}],null]])";
        said.line({1'000'000'000, 30, "", {}, true});
        said.line({500'000'000, 20, {{"no", "text"}}, {boost::json::array{1, boost::json::object{}}, nullptr}, true});
        text += R"(,"timers":[["open",0.001],[7,-1,0.002,{"busy":0.001}]])";
        said.timer({"open", 1'000'000, std::nullopt});
        said.timer({7, 0, 2'000'000, false, {{{"busy", 0.001}}}});
        text += R"(,"dropped":{"data":1,"timers":2,"logs":-1},"outcome":"exception"})";
        said.lose(entry::data);
        said.lose(entry::timers, 2);
        said.finish(1'500'000'000);
        expect(bool{logdefer::merge_record(*p.log, text, mode)}, "what others write can be merged");
        p.said.merge(said, mode == logdefer::merge_data::deep);
    }

    void end(participant& p) {
        p.said.finish(now_);
        if (random_.one_in(6)) {
            cancel(p);
        } else if (random_.one_in(12)) {
            expect(p.log->finish_now() == join(p, true), "finish_now says what became of the record");
        } else {
            finish(p);
        }
        if (p.log) use_in_vain(*p.log);
        p.log.reset();
    }

    void finish(participant& p) {
        auto const expected = join(p, false);
        if (random_.one_in(4)) p.log.emplace(log_type{std::move(*p.log)});
        switch (random_.below(4)) {
            case 0: return p.log.reset();
            case 1: return expect(p.log->finish(taken_) == expected, "finishing into text says what became of it");
            case 2: return finish_as_structure(p, expected);
            default: expect(p.log->finish() == expected, "finish says what became of the record");
        }
    }

    void finish_as_structure(participant& p, std::error_code expected) {
        logdefer::record record;
        expect(p.log->finish(record) == expected, "finishing into a record says what became of it");
        expect(record.empty() == static_cast<bool>(expected), "who gets no record gets none");
        if (!record.empty()) taken_ = json_of(record, logdefer::time_precision::microseconds);
    }

    void cancel(participant& p) {
        p.log->cancel();
        p.cancelled = p.silent = true;
        if (p.parent == nullptr) {
            cancelled_ = cancelled_ || !closed_;  // a record that has been written stays written
            closed_ = true;
        } else {
            (void)join(p, false);
        }
    }

    /// Returns the expected result of ending `p`.
    std::error_code join(participant& p, bool now) {
        if (closed_) {
            p.silent = p.silent || cancelled_;
            reports_ += p.silent ? 0 : 1;
            return logdefer::error::late;
        }
        p.joined = true;
        ended_.push_back(&p);
        if (!now && open() > 1) return logdefer::error::pending;
        emit(p.said.read(now_));
        return {};
    }

    /// Notes the record, which a log ends at `now`.
    void emit(std::int64_t now) {
        closed_ = true;
        if (!forked_) {
            expected_ = ended_.front()->said;
            return;
        }
        expected_.emplace(wall_.count());
        auto const first = std::ranges::find(ended_, nullptr, &participant::parent);
        if (first != ended_.end()) std::rotate(ended_.begin(), first, first + 1);
        for (participant const* p : ended_) {
            if (!is_lost(p)) expected_->gather(p->said, p->parent == nullptr);
        }
        expected_->finish(now);
    }

    /// Returns whether it or a log above it was cancelled in time.
    static bool is_lost(participant const* p) {
        while (p != nullptr && !(p->joined && p->cancelled)) p = p->parent;
        return p != nullptr;
    }

    void stop_late(participant& p) {
        reports_ += p.silent ? 0 : p.timers.size();
        p.timers.clear();
    }

    [[nodiscard]] std::string const& text() const { return sink_.size() == 0 ? taken_ : sink_.texts().front(); }
    [[nodiscard]] std::size_t records() const { return sink_.size() + (taken_.empty() ? 0 : 1); }

    static constexpr nanoseconds start{1'700'000'000'123'456'789};
    static constexpr nanoseconds age{3'600'000'000'001};  // of the clock, whose ticks are not offsets

    random_source& random_;
    value_source values_;
    abilities may_;
    nanoseconds wall_ = start + nanoseconds{random_.between(-20'000'000, 20'000'000)};
    logdefer::manual_clock clock_{wall_ - age};
    std::int64_t now_ = 0;
    int verbosity_ = std::numeric_limits<int>::max();
    logdefer::capturing_sink sink_;
    std::string taken_;  // the record, if it did not go to the sink
    late_counter late_;
    logdefer::settings settings_{.on_error = late_};
    std::size_t reports_ = 0;  // the expected number
    std::deque<participant> logs_;
    std::vector<participant*> ended_;
    std::optional<model> expected_;
    bool forked_ = false;
    bool closed_ = false;
    bool cancelled_ = false;
};

}  // namespace property
