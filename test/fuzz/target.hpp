// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Functions that the fuzz targets share.

#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/record.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// Called by libFuzzer with one input; aborts if it detects an error.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace fuzz {

/// Ends the program and prints the text at fault, unless `condition` holds.
inline void require(bool condition, char const* what, std::string_view text) {
    if (condition) return;
    std::fprintf(stderr, "not so: %s\n%.*s\n", what, static_cast<int>(text.size()), text.data());
    std::abort();
}

inline std::string json_of(logdefer::record const& record) {
    logdefer::output_buffer out;
    require(!logdefer::json_serializer{}.append(record.view(), out), "the record can be written", "");
    return std::string{out.view()};
}

}  // namespace fuzz
