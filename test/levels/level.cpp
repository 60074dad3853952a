// SPDX-License-Identifier: BSL-1.0
#include <logdefer/levels/level.hpp>

#include <logdefer/values/value.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace {

struct service_levels {
    static constexpr int threshold = 50;
    static constexpr std::string_view name(int level) noexcept { return level == 25 ? "notice" : ""; }
    template <class Log>
    struct members : logdefer::default_levels::members<Log> {
        LOGDEFER_LEVEL(notice, 25)
        LOGDEFER_LEVEL(trace, -7)
    };
};
struct quiet : logdefer::default_levels {
    static constexpr int threshold = 20;
};
static_assert(logdefer::level_set<logdefer::default_levels>);
static_assert(logdefer::level_set<service_levels> && logdefer::level_set<quiet>);

struct without_threshold {
    static constexpr std::string_view name(int) noexcept { return {}; }
    template <class>
    struct members {};
};
struct without_members {
    static constexpr int threshold = 0;
    static constexpr std::string_view name(int) noexcept { return {}; }
};
struct with_owning_names : without_members {
    static std::string name(int) noexcept { return {}; }
    template <class>
    struct members {};
};
struct with_throwing_names : without_members {
    static std::string_view name(int) { return {}; }
    template <class>
    struct members {};
};
static_assert(!logdefer::level_set<without_threshold>);
static_assert(!logdefer::level_set<without_members>);
static_assert(!logdefer::level_set<with_owning_names>);
static_assert(!logdefer::level_set<with_throwing_names>);
static_assert(!logdefer::level_set<int>);

/// Records the calls of a level set's member functions.
struct call_recorder : service_levels::members<call_recorder> {
    template <int Level, class Message, class... Items>
    void log_at(Message&&, Items&&...) {
        level = Level;
        items = sizeof...(Items);
        braces = (std::same_as<Items, logdefer::fields> + ... + 0);
        names = (std::same_as<Items, logdefer::fields&> + ... + 0);
        message_is_rvalue = std::is_rvalue_reference_v<Message&&>;
    }
    int level = 0;
    std::size_t items = 0;
    int braces = 0;
    int names = 0;
    bool message_is_rvalue = false;
};
static_assert(std::is_empty_v<service_levels::members<logdefer::detail::level_probe>>,
              "a level set costs a log no byte");

}  // namespace

BOOST_AUTO_TEST_CASE(the_default_levels_have_the_names_and_numbers_of_the_siblings) {
    using logdefer::default_levels;
    BOOST_TEST(default_levels::name(10) == "error");
    BOOST_TEST(default_levels::name(20) == "warn");
    BOOST_TEST(default_levels::name(30) == "info");
    BOOST_TEST(default_levels::name(40) == "debug");
}

BOOST_AUTO_TEST_CASE(other_numbers_have_no_name) {
    for (int const level : {-10, 0, 9, 11, 25, 41, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
        BOOST_TEST(logdefer::default_levels::name(level).empty());
    }
}

BOOST_AUTO_TEST_CASE(the_default_threshold_keeps_every_level) {
    BOOST_TEST(logdefer::default_levels::threshold == std::numeric_limits<int>::max());
}

BOOST_AUTO_TEST_CASE(a_set_derived_for_its_threshold_keeps_the_names) {
    BOOST_TEST(quiet::threshold == 20);
    BOOST_TEST(quiet::name(20) == "warn");
}

BOOST_AUTO_TEST_CASE(each_member_function_calls_with_its_own_number) {
    call_recorder log;
    auto const number = [&](auto&& call) {
        call();
        return log.level;
    };
    BOOST_TEST(number([&] { log.error("m"); }) == 10);
    BOOST_TEST(number([&] { log.warn("m"); }) == 20);
    BOOST_TEST(number([&] { log.info("m"); }) == 30);
    BOOST_TEST(number([&] { log.debug("m"); }) == 40);
    BOOST_TEST(number([&] { log.notice("m"); }) == 25);
    BOOST_TEST(number([&] { log.trace("m"); }) == -7);
}

BOOST_AUTO_TEST_CASE(a_call_without_items_has_no_fields) {
    call_recorder log;
    log.notice("m");
    BOOST_TEST(log.items == 0U);
}

BOOST_AUTO_TEST_CASE(braces_after_the_message_are_fields) {
    call_recorder log;
    log.notice("m", {{"key", 1}, {"nested", {{"k", 2}}}}, 3, "four");
    BOOST_TEST(log.braces == 1);
    BOOST_TEST(log.items == 3U);
}

BOOST_AUTO_TEST_CASE(named_braces_can_be_told_from_braces_in_the_call) {
    call_recorder log;
    logdefer::fields named;
    log.notice("m", logdefer::fields{}, 1, named);
    BOOST_TEST(log.braces == 1);
    BOOST_TEST(log.names == 1);
}

BOOST_AUTO_TEST_CASE(a_bit_field_is_an_item) {
    struct {
        unsigned bits : 3;
    } s{5};
    call_recorder log;
    log.notice("m", s.bits, "text");
    BOOST_TEST(log.items == 2U);
}

BOOST_AUTO_TEST_CASE(a_message_is_forwarded_as_it_is) {
    call_recorder log;
    std::string message = "m";
    log.notice(message);
    BOOST_TEST(!log.message_is_rvalue);
    log.notice(std::move(message));
    BOOST_TEST(log.message_is_rvalue);
}
