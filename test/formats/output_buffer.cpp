// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/output_buffer.hpp>

#include "support/exhaust.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

BOOST_AUTO_TEST_CASE(a_new_buffer_is_empty_and_has_no_memory) {
    logdefer::output_buffer const out;
    BOOST_TEST(out.size() == 0U);
    BOOST_TEST(out.capacity() == 0U);
    BOOST_TEST(out.view().empty());
    BOOST_TEST(!out.failed());
}

BOOST_AUTO_TEST_CASE(bytes_are_appended_whatever_they_are) {
    logdefer::output_buffer out;
    out.append(std::string_view{"a\0b", 3});
    out.append('\xff');
    out.append('\0');
    BOOST_TEST(out.view() == (std::string_view{"a\0b\xff\0", 5}));
}

BOOST_AUTO_TEST_CASE(appending_nothing_changes_nothing) {
    logdefer::output_buffer out;
    out.append(std::string_view{});
    BOOST_TEST(out.size() == 0U);
    out.append("x");
    out.append(std::string_view{});
    BOOST_TEST(out.view() == "x");
    BOOST_TEST(!out.failed());
}

BOOST_AUTO_TEST_CASE(growth_keeps_what_was_written) {
    logdefer::output_buffer out;
    std::string expected;
    for (int i = 0; i < 10'000; ++i) {
        out.append(std::to_string(i));
        expected += std::to_string(i);
    }
    BOOST_TEST(out.view() == expected);
    BOOST_TEST(out.capacity() <= 2 * expected.size());
}

BOOST_AUTO_TEST_CASE(what_is_prepared_counts_once_it_is_committed) {
    logdefer::output_buffer out;
    char* const to = out.prepare(10);
    BOOST_REQUIRE(to != nullptr);
    BOOST_TEST(out.size() == 0U);
    std::memcpy(to, "abc", 3);
    out.commit(to + 3);
    BOOST_TEST(out.view() == "abc");
    BOOST_TEST((out.prepare(7) == to + 3));
}

BOOST_AUTO_TEST_CASE(truncating_keeps_the_front_and_the_memory) {
    logdefer::output_buffer out;
    out.append("abcdef");
    auto const capacity = out.capacity();
    out.truncate(2);
    BOOST_TEST(out.view() == "ab");
    out.truncate(100);
    BOOST_TEST(out.view() == "ab");
    out.truncate(0);
    BOOST_TEST(out.view().empty());
    BOOST_TEST(out.capacity() == capacity);
}

BOOST_AUTO_TEST_CASE(after_a_failed_allocation_the_buffer_does_not_grow_until_a_truncation) {
    logdefer::output_buffer out;
    out.append("abc");
    support::exhaust(out);
    BOOST_TEST(out.failed());
    std::string const more(out.capacity(), 'x');
    out.append(more);
    BOOST_TEST(out.view() == "abc");
    BOOST_TEST(out.failed());
    out.truncate(3);
    BOOST_TEST(!out.failed());
    out.append(more);
    BOOST_TEST(out.view() == "abc" + more);
}

BOOST_AUTO_TEST_CASE(moving_leaves_an_empty_buffer_of_use) {
    logdefer::output_buffer from;
    from.append("abc");
    logdefer::output_buffer const to{std::move(from)};
    BOOST_TEST(to.view() == "abc");
    BOOST_TEST(from.size() == 0U);
    BOOST_TEST(from.capacity() == 0U);
    from.append("x");
    BOOST_TEST(from.view() == "x");
}

BOOST_AUTO_TEST_CASE(moving_takes_the_failure_along) {
    logdefer::output_buffer from;
    support::exhaust(from);
    logdefer::output_buffer const to{std::move(from)};
    BOOST_TEST(to.failed());
    BOOST_TEST(!from.failed());
}

BOOST_AUTO_TEST_CASE(swapping_exchanges_the_bytes_their_memory_and_a_failure) {
    logdefer::output_buffer a;
    a.append("some bytes");
    char const* const bytes = a.view().data();
    logdefer::output_buffer b;
    support::exhaust(b);
    a.swap(b);
    BOOST_TEST(b.view() == "some bytes");
    BOOST_TEST((b.view().data() == bytes));
    BOOST_TEST(!b.failed());
    BOOST_TEST(a.failed());
}
