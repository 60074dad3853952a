// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/process.hpp>

#include "support/child.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using logdefer::detail::process;

}  // namespace

BOOST_AUTO_TEST_CASE(each_child_by_fork_is_of_another_generation_and_its_parent_stays_what_it_was) {
    auto const parent = process::generation();
    BOOST_TEST(support::child_succeeds([&] {
        auto const child = process::generation();
        return child != parent && support::child_succeeds([&] {
                   return process::generation() != child && process::generation() != parent;
               });
    }));
    BOOST_TEST(process::generation() == parent);
}
