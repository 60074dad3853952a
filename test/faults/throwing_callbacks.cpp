// SPDX-License-Identifier: BSL-1.0
#include <logdefer/logdefer.hpp>

#include <logdefer/testing.hpp>

#include <boost/json.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <new>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <vector>

namespace {

/// The exception that a callback throws.
enum class thrown { number, runtime_error, bad_alloc, system_error };
std::ostream& operator<<(std::ostream& out, thrown t) {
    return out << std::array{"int", "runtime_error", "bad_alloc", "system_error"}[static_cast<std::size_t>(t)];
}

[[noreturn]] void fail_with(thrown t) {
    if (t == thrown::runtime_error) throw std::runtime_error{"a callback failed"};
    if (t == thrown::bad_alloc) throw std::bad_alloc{};
    if (t == thrown::system_error) throw std::system_error{std::make_error_code(std::errc::no_space_on_device)};
    throw 42;
}

/// The code that is reported for an exception.
std::error_code code_of(thrown t, logdefer::error otherwise) {
    if (t == thrown::bad_alloc) return logdefer::error::out_of_memory;
    if (t == thrown::system_error) return std::make_error_code(std::errc::no_space_on_device);
    return otherwise;
}

/// Whether another exception unwinds the stack: through the log, or around the whole transaction.
enum class flight { none, ends_the_log, around };
std::ostream& operator<<(std::ostream& out, flight f) {
    return out << std::array{"none", "ends the log", "around"}[static_cast<std::size_t>(f)];
}

/// Runs `body(log)` on the log that `make()` returns, and ends the log.
template <class Make, class Body>
void transact(flight f, Make make, Body body) {
    auto const plainly = [&] {
        auto log = make();
        body(log);
        if (f == flight::ends_the_log) throw std::logic_error{"ends the log"};
    };
    struct at_exit {
        decltype(plainly)& run;
        ~at_exit() { run(); }
    };
    try {
        if (f != flight::around) return plainly();
        at_exit const runs{plainly};
        throw std::logic_error{"around the transaction"};
    } catch (std::logic_error const&) {
    }
}

struct hook {
    std::vector<std::error_code> codes;
    void operator()(std::error_code code, std::string_view) { codes.push_back(code); }
};

template <class Serializer = logdefer::json_serializer>
struct fixture {
    using log_type = logdefer::basic_log_defer<logdefer::manual_clock, Serializer>;

    hook errors;
    logdefer::capturing_sink sink;

    template <class Sink>
    auto make(Sink& to) {
        return [this, &to] { return log_type{to, logdefer::manual_clock{}, {.on_error = errors}}; };
    }
};

/// Returns what the record says about the exception that ended the log.
std::vector<logdefer::testing::member> extras(flight f, std::vector<logdefer::testing::member> more = {}) {
    if (f == flight::ends_the_log) more.insert(more.begin(), {"outcome", "exception"});
    return more;
}

auto const exceptions =
    boost::unit_test::data::make({thrown::number, thrown::runtime_error, thrown::bad_alloc, thrown::system_error});
auto const flights = boost::unit_test::data::make({flight::none, flight::ends_the_log, flight::around});

struct explosive {
    thrown what;
};

/// A range whose iteration throws before its end.
struct explosive_range {
    thrown what;
    struct iterator {
        thrown what;
        int at = 0;
        int operator*() const { return at; }
        iterator& operator++() {
            if (++at == 3) fail_with(what);
            return *this;
        }
        bool operator==(iterator const&) const { return false; }
    };
    [[nodiscard]] iterator begin() const { return {what}; }
    [[nodiscard]] iterator end() const { return {what}; }
};

struct unconvertible {
    thrown what;
};
void tag_invoke(boost::json::value_from_tag, boost::json::value&, unconvertible const& u) { fail_with(u.what); }

}  // namespace

template <>
struct logdefer::encoder<explosive> {
    static void encode(explosive const& e, value_writer& out) {
        out.object([&](object_writer& members) {
            members.member("written before", 1);
            fail_with(e.what);
        });
    }
};

BOOST_AUTO_TEST_SUITE(throwing_callbacks)

BOOST_DATA_TEST_CASE(an_encoder_that_throws_costs_its_entry_alone, exceptions* flights, what, f) {
    fixture<> x;
    explosive const bomb{what};
    transact(f, x.make(x.sink), [&](auto& log) {
        log.info("before");
        log.info("as an item", bomb);
        log.info("as a field", {{"nested", {{"deep", bomb}}}});
        log.info("as a later item", {{"a", 1}}, 2, std::vector{bomb});
        log.data("key", 1);
        log.data("key", bomb);
        log["other"] = bomb;
        log.data({{"first", bomb}, {"second", 2}});
        log.info("after");
    });
    using namespace logdefer::testing;
    plain_record const expected{
        .data = {{"key", 1}, {"second", 2}},
        .logs = {{{}, 30, "before"}, {{}, 30, "after"}},
        .extras = extras(f, {{"dropped", {{"data", 3}, {"logs", 3}}}}),
    };
    BOOST_TEST_REQUIRE(x.sink.size() == 1U);
    BOOST_TEST(x.sink.last() == expected);
    BOOST_TEST(x.errors.codes.empty());
}

BOOST_DATA_TEST_CASE(a_range_or_a_conversion_that_throws_costs_its_entry_alone, exceptions* flights, what, f) {
    fixture<> x;
    transact(f, x.make(x.sink), [&](auto& log) {
        log.info("a range", explosive_range{what});
        log.info("a conversion", logdefer::as_json(unconvertible{what}));
        log.data("range", explosive_range{what});
        log.info("after");
    });
    using namespace logdefer::testing;
    plain_record const expected{
        .logs = {{{}, 30, "after"}},
        .extras = extras(f, {{"dropped", {{"data", 1}, {"logs", 2}}}}),
    };
    BOOST_TEST_REQUIRE(x.sink.size() == 1U);
    BOOST_TEST(x.sink.last() == expected);
}

BOOST_DATA_TEST_CASE(a_lazy_message_that_throws_costs_its_line_alone, exceptions* flights, what, f) {
    fixture<> x;
    transact(f, x.make(x.sink), [&](auto& log) {
        log.info([&]() -> std::string { fail_with(what); });
        log.info([&]() -> std::tuple<std::string, int> { fail_with(what); }, {{"field", 1}});
        log.info([&] { return std::tuple{"an item that throws", explosive{what}}; });
        log.info([] { return "after"; });
    });
    using namespace logdefer::testing;
    plain_record const expected{
        .logs = {{{}, 30, "after"}},
        .extras = extras(f, {{"dropped", {{"logs", 3}}}}),
    };
    BOOST_TEST_REQUIRE(x.sink.size() == 1U);
    BOOST_TEST(x.sink.last() == expected);
}

BOOST_DATA_TEST_CASE(a_text_sink_that_throws_is_told_to_the_hook, exceptions* flights, what, f) {
    fixture<> x;
    auto sink = [&](std::string_view) { fail_with(what); };
    transact(f, x.make(sink), [](auto& log) { log.info("lost"); });
    BOOST_TEST_REQUIRE(x.errors.codes.size() == 1U);
    BOOST_TEST(x.errors.codes[0] == code_of(what, logdefer::error::sink_failed));
}

BOOST_DATA_TEST_CASE(a_record_sink_that_throws_is_told_to_the_hook, exceptions* flights, what, f) {
    fixture<> x;
    auto sink = [&](logdefer::record_view const&) { fail_with(what); };
    transact(f, x.make(sink), [](auto& log) { log.info("lost"); });
    BOOST_TEST_REQUIRE(x.errors.codes.size() == 1U);
    BOOST_TEST(x.errors.codes[0] == code_of(what, logdefer::error::sink_failed));
}

BOOST_DATA_TEST_CASE(a_sink_whose_name_throws_is_told_to_the_hook_without_one, exceptions* flights, what, f) {
    struct nameless {
        thrown what;
        std::error_code operator()(std::string_view) const { return logdefer::error::sink_failed; }
        [[nodiscard]] std::string_view name() const { fail_with(what); }
    };
    fixture<> x;
    nameless sink{what};
    transact(f, x.make(sink), [](auto& log) { log.info("lost"); });
    BOOST_TEST_REQUIRE(x.errors.codes.size() == 1U);
    BOOST_TEST(x.errors.codes[0] == logdefer::error::sink_failed);
}

BOOST_DATA_TEST_CASE(an_owned_sink_that_throws_when_it_is_moved_in_is_told_to_the_hook, exceptions, what) {
    struct immovable {
        thrown what;
        explicit immovable(thrown t) : what(t) {}
        immovable(immovable&& other) : what(other.what) { fail_with(what); }
        void operator()(std::string_view) const {}
    };
    fixture<> x;
    std::string line;
    {
        fixture<>::log_type log{immovable{what}, logdefer::manual_clock{}, {.on_error = x.errors}};
        log.info("kept");
        BOOST_TEST(!log.finish(line));
    }
    BOOST_TEST_REQUIRE(x.errors.codes.size() == 1U);
    BOOST_TEST(x.errors.codes[0] == code_of(what, logdefer::error::out_of_memory));
    BOOST_TEST(line.find("kept") != std::string::npos);
}

namespace {

/// Writes a part and then throws, the first `times` times.
struct explosive_serializer {
    thrown what;
    int times;
    std::error_code append(logdefer::record_view const& r, logdefer::output_buffer& out) {
        out.append(R"({"start":)");
        if (times-- > 0) fail_with(what);
        out.truncate(0);
        return logdefer::json_serializer{}.append(r, out);
    }
};

auto explosive_log(fixture<explosive_serializer>& x, thrown what, int times) {
    return [&x, what, times] {
        return fixture<explosive_serializer>::log_type{
            x.sink, logdefer::settings{.on_error = x.errors}, logdefer::manual_clock{}, {what, times}};
    };
}

}  // namespace

BOOST_DATA_TEST_CASE(a_serializer_that_throws_once_leaves_a_record_of_what_was_lost, exceptions* flights, what, f) {
    fixture<explosive_serializer> x;
    transact(f, explosive_log(x, what, 1), [](auto& log) {
        log.info("lost");
        log.data("key", 1);
        log.toggle_timer("open");
    });
    using namespace logdefer::testing;
    plain_record const expected{.extras = extras(f, {{"dropped", {{"data", 1}, {"logs", 1}, {"timers", 1}}}})};
    BOOST_TEST_REQUIRE(x.sink.size() == 1U);
    BOOST_TEST(x.sink.last() == expected);
    BOOST_TEST_REQUIRE(x.errors.codes.size() == 1U);
    BOOST_TEST(x.errors.codes[0] == code_of(what, logdefer::error::serializer_failed));
}

BOOST_DATA_TEST_CASE(a_serializer_that_always_throws_is_told_to_the_hook, exceptions* flights, what, f) {
    fixture<explosive_serializer> x;
    transact(f, explosive_log(x, what, 2), [](auto& log) { log.info("lost"); });
    BOOST_TEST(x.sink.size() == 0U);
    BOOST_TEST_REQUIRE(x.errors.codes.size() == 1U);
    BOOST_TEST(x.errors.codes[0] == code_of(what, logdefer::error::serializer_failed));
}

BOOST_DATA_TEST_CASE(what_the_hook_throws_is_swallowed, exceptions* flights, what, f) {
    int calls = 0;
    auto errors = [&](std::error_code, std::string_view) {
        ++calls;
        fail_with(what);
    };
    auto sink = [&](std::string_view) { fail_with(what); };
    auto const make = [&] {
        return logdefer::basic_log_defer<logdefer::manual_clock>{sink, logdefer::manual_clock{}, {.on_error = errors}};
    };
    transact(f, make, [](auto& log) { log.info("lost"); });
    BOOST_TEST(calls == 1);
}

BOOST_DATA_TEST_CASE(a_late_timer_whose_hook_throws_goes_on, exceptions, what) {
    int calls = 0;
    auto errors = [&](std::error_code, std::string_view) {
        ++calls;
        fail_with(what);
    };
    logdefer::capturing_sink sink;
    logdefer::basic_log_defer<logdefer::manual_clock> log{sink, logdefer::manual_clock{}, {.on_error = errors}};
    {
        auto const timer = log.timer("late");
        BOOST_TEST(!log.finish());
    }
    BOOST_TEST(calls == 1);
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
