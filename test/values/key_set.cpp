// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/key_set.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

using logdefer::detail::key_set;

BOOST_AUTO_TEST_CASE(a_key_that_comes_twice_is_never_missed) {
    for (std::size_t size = 0; size < 20; ++size) {
        std::string const in_a_text(40, 'k');  // more of it follows the key
        std::string const alone(size, 'k');
        key_set set;
        set.add(std::string_view{in_a_text}.substr(0, size));
        BOOST_TEST(!set.may_repeat());
        set.add(alone);
        BOOST_TEST(set.may_repeat());
    }
}

BOOST_AUTO_TEST_CASE(keys_that_differ_in_length_or_any_byte_are_mostly_told_apart) {
    for (std::size_t size = 1; size <= 8; ++size) {
        for (std::size_t i = 0; i < size; ++i) {
            std::string key(size, 'k');
            std::size_t told_apart = 0;
            for (char c = 'a'; c <= 'j'; ++c) {
                key_set set;
                set.add(key);
                key[i] = c;
                set.add(key);
                told_apart += set.may_repeat() ? 0U : 1U;
            }
            if (size > 3 || i != 1 || size == 2) BOOST_TEST(told_apart >= 8U, "size " << size << ", byte " << i);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_key_that_two_sets_have_is_found_when_one_is_added_to_the_other) {
    key_set one;
    key_set other;
    one.add("method");
    other.add("status");
    key_set both = one;
    both.add(other);
    BOOST_TEST(!both.may_repeat());
    other.add("method");
    one.add(other);
    BOOST_TEST(one.may_repeat());
    key_set any;
    any.add(one);
    BOOST_TEST(any.may_repeat());
}
