// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Bytes that are kept until the end: in memory while they are few, then in a file without a name.

#include "input/file_descriptor.hpp"
#include "mapping.hpp"

#include <cstddef>
#include <string_view>

namespace viz {

/// Grows, is sealed, and is read.
class spool {
public:
    /// Keeps so many bytes in memory, no fewer than any that are appended at once.
    explicit spool(std::size_t memory = std::size_t{128} << 20) : limit_(memory) {}
    spool(spool&&) = delete;

    /// Returns the place of the bytes. Throws `std::system_error` where the file cannot be written, which is in TMPDIR
    /// or /tmp, and `std::bad_alloc`.
    std::size_t append(std::string_view bytes);

    /// How many bytes were appended.
    [[nodiscard]] std::size_t size() const noexcept { return written_ + used_; }

    /// Nothing is appended after it. Throws `std::system_error`.
    void seal();

    /// After `seal`; valid as long as the spool. `json::padding` bytes more may be read.
    [[nodiscard]] std::string_view at(std::size_t place, std::size_t size) const noexcept {
        return bytes_.substr(place, size);
    }

private:
    void flush();

    std::size_t limit_;
    mapping memory_;  // with room for the padding; when it is sealed, the file's
    std::size_t used_ = 0;
    file_descriptor file_;
    std::size_t written_ = 0;
    std::string_view bytes_;
};

}  // namespace viz
