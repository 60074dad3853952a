// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Owns memory that the system maps.

#include "system/file_descriptor.hpp"

#include <cstddef>
#include <span>
#include <utility>

namespace viz {

class mapping {
public:
    mapping() = default;

    /// Reserves memory, which is allocated when it is written to. Throws `std::bad_alloc` if there is not enough
    /// address space; if there is not enough memory later, the system ends the program.
    static mapping of_memory(std::size_t size);

    /// Maps the first `size` bytes of a file for reading. `size` is positive and at most the size of the file. Throws
    /// `std::system_error`. If the file is truncated later or its disk fails, reading ends the program (SIGBUS).
    static mapping of_file(file_descriptor const& file, std::size_t size);

    mapping(mapping&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    mapping& operator=(mapping&& other) noexcept {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~mapping();

    [[nodiscard]] std::span<char> bytes() const noexcept { return bytes_; }

private:
    explicit mapping(std::span<char> bytes) noexcept : bytes_(bytes) {}

    std::span<char> bytes_;
};

}  // namespace viz
