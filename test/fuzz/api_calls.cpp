// SPDX-License-Identifier: BSL-1.0
/// Each byte selects a call or an argument; whatever is called, the result must agree with the model of the property
/// tests. A difference throws an exception, which is not caught. Records of inputs of odd length are decided about by
/// settings.
#include "target.hpp"

#include <property/simulation.hpp>

#include <limits>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    property::random_source choices{
        {reinterpret_cast<char const*>(data), size}};  // cast: char and uint8_t are both bytes
    property::simulation logs{choices, {.fork = true, .merge = true, .decide = size % 2 == 1}};
    logs.run(std::numeric_limits<std::size_t>::max());
    return 0;
}
