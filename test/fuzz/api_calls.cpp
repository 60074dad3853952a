// SPDX-License-Identifier: BSL-1.0
/// Each byte is a choice of what to call, or of an argument: whatever is called, what comes out is as the model of the
/// property tests says. A difference throws, and nobody catches that.
#include "target.hpp"

#include <property/simulation.hpp>

#include <limits>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    property::random_source choices{{reinterpret_cast<char const*>(data), size}};  // char and uint8_t are both bytes
    property::simulation logs{choices, {.fork = true, .merge = true}};
    logs.run(std::numeric_limits<std::size_t>::max());
    return 0;
}
