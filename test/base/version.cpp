// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/version.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(the_header_and_the_project_name_the_same_version) {
    BOOST_TEST(logdefer::version == LOGDEFER_PROJECT_VERSION);
}
