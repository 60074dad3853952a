// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Keeps bytes until the end: in memory at first, then in a file without a name.

#include "system/file_descriptor.hpp"
#include "system/mapping.hpp"

#include <cstddef>
#include <string_view>

namespace viz {

/// Is filled, then sealed, then read.
class spool {
public:
    /// Keeps up to `memory` bytes in memory. `memory` is at least the size of each append.
    explicit spool(std::size_t memory = std::size_t{128} << 20) : limit_(memory) {}
    spool(spool&&) = delete;

    /// Appends bytes and returns their place. Throws `std::bad_alloc`, and `std::system_error` if the file, which is in
    /// TMPDIR or /tmp, cannot be written.
    std::size_t append(std::string_view bytes);

    /// Returns the number of appended bytes.
    [[nodiscard]] std::size_t size() const noexcept { return written_ + used_; }

    /// Ends the appending. Throws `std::system_error`.
    void seal();

    /// Returns bytes after `seal`; valid as long as the spool. `json::padding` further bytes are readable.
    [[nodiscard]] std::string_view at(std::size_t place, std::size_t size) const noexcept {
        return bytes_.substr(place, size);
    }

private:
    void flush();

    std::size_t limit_;
    mapping memory_;  // with room for the padding; after sealing, the mapping of the file
    std::size_t used_ = 0;
    file_descriptor file_;
    std::size_t written_ = 0;
    std::string_view bytes_;
};

}  // namespace viz
