// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Memory that the system maps, with an owner.

#include "input/file_descriptor.hpp"

#include <cstddef>
#include <span>
#include <utility>

namespace viz {

class mapping {
public:
    mapping() = default;

    /// Takes no memory before it is written to. Throws `std::bad_alloc` where there is no room for so many addresses;
    /// where the memory is not there when it is written to, the system ends the program.
    static mapping of_memory(std::size_t size);

    /// The first `size` bytes of a file, of which there must be so many, to be read; above 0. Throws
    /// `std::system_error`. Reading what the file has lost since then, or a disk that fails, ends the program (SIGBUS).
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
