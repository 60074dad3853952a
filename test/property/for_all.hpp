// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Tests a property with many seeds; a failure reports its seed.

#include "random_source.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>

namespace property {

/// Returns the number in an environment variable, or `otherwise` where it is not set. Throws if it is 0 or no number:
/// nothing would be tested.
inline std::uint64_t number_from_environment(char const* name, std::uint64_t otherwise) {
    char const* const given = std::getenv(name);
    if (given == nullptr) return otherwise;
    char* end = nullptr;
    auto const number = std::strtoull(given, &end, 10);
    if (number == 0 || *end != '\0') throw std::invalid_argument{std::string{name} + " is not a number above 0"};
    return number;
}

/// Returns the seed with which tests begin, also those that have only one.
inline std::uint64_t first_seed() { return number_from_environment("LOGDEFER_SEED", 20'240'229); }

/// Calls `property(random)` for so many seeds, until it throws, which is a failure. The environment variable
/// `LOGDEFER_SEED` is the first seed; `LOGDEFER_CASES` is the largest number of cases, for a slow machine.
template <class Property>
void for_all(std::uint64_t cases, Property property) {
    auto const first = first_seed();
    auto const end = first + std::min(cases, number_from_environment("LOGDEFER_CASES", cases));
    for (std::uint64_t seed = first; seed < end; ++seed) {
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
