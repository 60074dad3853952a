// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Tests a property with many seeds; a failure reports its seed.

#include "random_source.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>

namespace property {

/// Returns the seed of the first case: the environment variable `LOGDEFER_SEED`, or a constant.
inline std::uint64_t first_seed() {
    char const* const given = std::getenv("LOGDEFER_SEED");
    return given == nullptr ? 20'240'229 : std::strtoull(given, nullptr, 10);
}

/// Calls `property(random)` for so many seeds, until it throws, which is a failure.
template <class Property>
void for_all(std::uint64_t cases, Property property) {
    auto const first = first_seed();
    for (std::uint64_t seed = first; seed < first + cases; ++seed) {
        BOOST_TEST_CONTEXT("run again with LOGDEFER_SEED=" << seed) {
            try {
                random_source random{seed};
                property(random);
            } catch (std::exception const& e) {
                BOOST_ERROR(e.what());
                return;
            }
        }
    }
}

}  // namespace property
