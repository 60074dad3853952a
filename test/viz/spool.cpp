// SPDX-License-Identifier: BSL-1.0
#include "spool.hpp"

#include <boost/test/unit_test.hpp>

namespace {

BOOST_AUTO_TEST_CASE(bytes_are_found_again_in_memory_and_in_a_file) {
    for (std::size_t const memory : {std::size_t{1} << 20, std::size_t{32}}) {
        viz::spool spool{memory};
        std::size_t const first = spool.append("first");
        std::size_t const second = spool.append("a second one that is long");
        spool.seal();
        BOOST_TEST(spool.at(first, 5) == "first");
        BOOST_TEST(spool.at(second, 25) == "a second one that is long");
    }
}

BOOST_AUTO_TEST_CASE(an_empty_spool_can_be_sealed) { viz::spool{}.seal(); }

}  // namespace
