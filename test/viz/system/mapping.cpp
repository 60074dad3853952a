// SPDX-License-Identifier: BSL-1.0
#include "system/mapping.hpp"

#include "viz/support.hpp"

#include <fcntl.h>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <new>
#include <string_view>
#include <system_error>

namespace {

BOOST_AUTO_TEST_CASE(the_bytes_of_a_file_are_there_as_long_as_their_owner) {
    viz_test::folder const folder;
    viz::mapping mapped;
    {
        viz::file_descriptor const file{open(folder.write("file", "bytes").c_str(), O_RDONLY | O_CLOEXEC)};
        mapped = viz::mapping::of_file(file, 5);
    }
    auto const moved = std::move(mapped);
    BOOST_TEST((std::string_view{moved.bytes().data(), moved.bytes().size()} == "bytes"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_mapped_is_told) {
    BOOST_CHECK_THROW(viz::mapping::of_memory(std::numeric_limits<std::size_t>::max() / 2), std::bad_alloc);
    BOOST_CHECK_THROW(viz::mapping::of_file(viz::file_descriptor{}, 1), std::system_error);
}

}  // namespace
