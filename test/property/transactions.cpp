// SPDX-License-Identifier: BSL-1.0
#include <logdefer/logdefer.hpp>

#include "model.hpp"
#include "random_source.hpp"
#include "unique_keys.hpp"

#include <logdefer/testing.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using property::for_all;
using property::model;
using property::random_source;
using property::with_microseconds;
using std::chrono::nanoseconds;

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

struct late_timers {
    std::size_t count = 0;
    void operator()(std::error_code code, std::string_view) { count += code == logdefer::error::late; }
};

/// One random transaction, told to a log and to a model alike.
class simulation {
public:
    explicit simulation(random_source& random, bool may_merge = true)
        : random_(random),
          may_merge_(may_merge),
          wall_(nanoseconds{1'700'000'000'123'456'789 + random.between(-20'000'000, 20'000'000)}),
          clock_(wall_),
          model_(wall_.count()) {
        logdefer::options opts;
        if (random_.one_in(2)) opts.verbosity = verbosity_ = static_cast<int>(random_.below(50));
        opts.on_error = late_;
        log_.emplace(sink_, opts, clock_);
    }

    void act(std::size_t steps) {
        for (; steps > 0; --steps) step();
    }

    /// Ends the transaction one way or another and returns the record's text.
    std::string finish() {
        std::string text;
        switch (random_.below(3)) {
            case 0:
                log_.reset();
                text = sink_.texts().at(0);
                break;
            case 1: BOOST_TEST(!log_->finish(text)); break;
            default: text = finish_as_structure();
        }
        model_.finish(now_);
        live_at_end_ = scopes_.size();
        if (log_) use_in_vain(*log_);
        scopes_.clear();
        return text;
    }

    /// Ends the transaction as a record to be merged.
    model const& finish(logdefer::record& out) {
        BOOST_TEST(!log_->finish(out));
        model_.finish(now_);
        return model_;
    }

    [[nodiscard]] model const& expected() const { return model_; }
    [[nodiscard]] bool every_late_timer_was_told() const { return late_.count == live_at_end_; }

private:
    struct running {
        std::size_t in_model;
        logdefer::timer_scope<logdefer::manual_clock> scope;
    };

    void step() {
        switch (random_.below(11)) {
            case 0: return data();
            case 1: return start_timer();
            case 2: return stop_timer();
            case 3: return toggle();
            case 4:
            case 5: return let_time_pass();
            case 6: return rarely();
            default: return line();
        }
    }

    void rarely() {
        switch (random_.below(6)) {
            case 0: return outcome();
            case 1: return move();
            case 2: return move_and_back();
            default: return may_merge_ ? merge() : clock_.adjust_wall(nanoseconds{random_.between(-1'000'000'000, 5)});
        }
    }

    void line() {
        int const level = random_.pick({10, 20, 30, 40, 25, 5, 0, 49, -7});
        std::string const message = random_.text();
        auto const a = random_.json();
        auto const b = random_.json();
        boost::json::array items;
        switch (random_.below(6)) {
            case 0: log_->add_log(level, message); break;
            case 1:
                log_->add_log(level, message, a, b, 7);
                items = {a, b, 7};
                break;
            case 2:
                log_->add_log(level, message, {{"first", a}, {"second", b}}, b);
                items = {{{"first", a}, {"second", b}}, b};
                break;
            case 3:
                log_->add_log(level, [&] { return std::tuple{message, a}; }, b);
                items = boost::json::array{a, b};
                break;
            case 4: items.push_back(line_of_braces(level, message)); break;
            default:
                log_->add_log(level, message, logdefer::list{a, 1.5, "x"});
                items.push_back(boost::json::array{a, 1.5, "x"});
        }
        if (level <= verbosity_) model_.line({now_, level, message, items});
    }

    /// Braces that may name a key twice.
    boost::json::object line_of_braces(int level, std::string const& message) {
        std::string const first = random_.key();
        std::string const second = random_.key();
        std::string const third = random_.key();
        auto const inner = random_.json();
        log_->add_log(level, message, {{first, 1}, {second, {{first, 2}, {third, inner}}}, {third, 3}});
        boost::json::object nested;
        property::set_member(nested, first, 2, false);
        property::set_member(nested, third, inner, false);
        boost::json::object object;
        property::set_member(object, first, 1, false);
        property::set_member(object, second, nested, false);
        property::set_member(object, third, 3, false);
        return object;
    }

    void data() {
        bool const deep = random_.one_in(2);
        auto const mode = deep ? logdefer::merge_data::deep : logdefer::merge_data::shallow;
        for (auto n = random_.one_in(10) ? 40 : 1; n > 0; --n) {
            auto const key = random_.key(n > 1);
            boost::json::value const value = random_.one_in(3) ? random_.json() : random_.object();
            log_->data(key, value, mode);
            model_.data(key, value, deep);
        }
        if (random_.one_in(4)) {
            (*log_)["a"] = {{"b", 1}, {"c", {{"d", "x"}}}};
            model_.data("a", {{"b", 1}, {"c", {{"d", "x"}}}}, false);
        }
    }

    void start_timer() {
        auto const name = random_.text();
        scopes_.push_back({model_.start_timer(name, now_), log_->timer(name)});
    }

    void stop_timer() {
        if (scopes_.empty()) return;
        auto stopped = std::move(scopes_.back());
        scopes_.pop_back();
        model_.stop_timer(stopped.in_model, now_);
        if (random_.one_in(2)) stopped.scope.stop();
    }

    void toggle() {
        auto const name = random_.key();
        log_->toggle_timer(name);
        model_.toggle(name, now_);
    }

    void let_time_pass() {
        auto const step = random_.pick<std::int64_t>(
            {0, 1, random_.between(0, 999), random_.between(-3'000'000, 9'000'000), random_.between(0, 5'000'000'000)});
        clock_.advance(nanoseconds{step});
        now_ += step;
    }

    void outcome() {
        using logdefer::outcome;
        auto const [value, name] =
            random_.pick<std::pair<outcome, std::string_view>>({{outcome::ok, ""},
                                                                {outcome::exception, "exception"},
                                                                {outcome::cancelled, "cancelled"},
                                                                {outcome::abandoned, "abandoned"}});
        log_->outcome(value);
        model_.outcome(name);
    }

    void move() {
        log_type moved{std::move(*log_)};
        use_in_vain(*log_);
        log_.emplace(std::move(moved));
    }

    void move_and_back() {
        log_type other{std::move(*log_)};
        *log_ = std::move(other);
    }

    void merge() {
        simulation other{random_, false};
        other.act(random_.below(15));
        logdefer::record record;
        auto const& foreign = other.finish(record);
        bool const deep = random_.one_in(2);
        log_->merge(record, deep ? logdefer::merge_data::deep : logdefer::merge_data::shallow);
        model_.merge(foreign, deep);
    }

    std::string finish_as_structure() {
        logdefer::record record;
        BOOST_TEST(!log_->finish(record));
        logdefer::output_buffer out;
        BOOST_TEST(!logdefer::json_serializer{}.append(record.view(), out));
        return std::string{out.view()};
    }

    /// What a log that is moved from or finished must ignore.
    static void use_in_vain(log_type& log) {
        log.error("ignored");
        log.data("ignored", true);
        log.toggle_timer("ignored");
        log.outcome(logdefer::outcome::cancelled);
        auto const timer = log.timer("ignored");
        BOOST_TEST(!log.is_open());
    }

    random_source& random_;
    bool may_merge_;
    nanoseconds wall_;
    logdefer::manual_clock clock_;
    std::int64_t now_ = 0;
    int verbosity_ = std::numeric_limits<int>::max();
    model model_;
    logdefer::capturing_sink sink_;
    late_timers late_;
    std::size_t live_at_end_ = 0;
    std::optional<log_type> log_;
    std::vector<running> scopes_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_random_transaction_is_recorded_as_the_model_says) {
    for_all(4000, [](random_source& random) {
        simulation transaction{random};
        transaction.act(random.below(random.one_in(20) ? 200 : 30));
        std::string const text = transaction.finish();
        BOOST_TEST(text.starts_with(R"({"start":)"));
        BOOST_TEST(text.find('\n') == text.size() - 1);
        BOOST_TEST(property::names_each_key_once(text));
        BOOST_TEST(serialize(with_microseconds(boost::json::parse(text)))
                   == serialize(transaction.expected().record()));
        BOOST_TEST(transaction.every_late_timer_was_told());
    });
}

BOOST_AUTO_TEST_CASE(a_random_record_survives_reading_and_writing) {
    for_all(2000, [](random_source& random) {
        simulation transaction{random};
        transaction.act(random.below(30));
        std::string const text = transaction.finish();
        logdefer::record read;
        BOOST_TEST(bool{logdefer::read_record(text, read)});
        logdefer::output_buffer again;
        BOOST_TEST(!logdefer::json_serializer{}.append(read.view(), again));
        BOOST_TEST(again.view() == text);
    });
}
