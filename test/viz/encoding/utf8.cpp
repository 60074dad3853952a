// SPDX-License-Identifier: BSL-1.0
#include "encoding/utf8.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace viz;

BOOST_AUTO_TEST_CASE(each_ill_formed_part_becomes_one_replacement_character) {
    BOOST_TEST(json::well_formed("a\xff\xe2\x82z\xc3\xa9") == "a\ufffd\ufffdzé");
}

}  // namespace
