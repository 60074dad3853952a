// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How a transaction ends while allocations fail, and what becomes of its record.

#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/record.hpp>

#include <array>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>

namespace faults {

/// The sink of the record.
enum class ending { sink, text, structure };
inline std::ostream& operator<<(std::ostream& out, ending e) {
    return out << std::array{"sink", "text", "structure"}[static_cast<std::size_t>(e)];
}

/// The number of consecutive allocations that fail.
enum class failures { one, all_that_follow };
inline std::ostream& operator<<(std::ostream& out, failures f) {
    return out << (f == failures::one ? "one" : "all that follow");
}

/// The result of one transaction; of fixed size, since it is filled while allocations fail.
struct result {
    std::array<char, 100'000> bytes{};
    std::size_t size = 0;
    std::string line;
    logdefer::record structure;
    std::error_code code;
    int told = 0;
    std::size_t allocations = 0;

    void operator()(std::error_code, std::string_view) { ++told; }

    [[nodiscard]] bool reported() const { return told != 0 || code; }

    [[nodiscard]] std::string text() const {
        if (!line.empty()) return line;
        if (structure.empty()) return {bytes.data(), size};
        logdefer::output_buffer out;
        (void)logdefer::json_serializer{}.append(structure.view(), out);
        return std::string{out.view()};
    }
};

}  // namespace faults
