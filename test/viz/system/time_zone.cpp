// SPDX-License-Identifier: BSL-1.0
#include "system/time_zone.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

BOOST_AUTO_TEST_CASE(a_file_that_is_no_zone_is_refused) {
    viz_test::folder const dir;
    for (auto const& path : {std::string{"/etc/passwd"}, dir.write("short", "TZ"), dir.write("empty", "")}) {
        BOOST_TEST(!viz::text::set_time_zone(path), path);
    }
    BOOST_TEST(!viz::text::set_time_zone("zone.tab"));  // beside the zones
}

BOOST_AUTO_TEST_CASE(offsets_abbreviations_and_files_of_zones_are_known) {
    viz_test::folder const dir;
    for (auto const& zone : {std::string{"+0530"}, std::string{"EST"}, dir.write("zone", "TZif2")}) {
        BOOST_TEST(viz::text::set_time_zone(zone), zone);
    }
}

}  // namespace
