// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Bytes that are kept until the end: in memory while they are few, then in a file without a name.

#include "input/file_descriptor.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace viz {

/// Grows, is sealed, and is read.
class spool {
public:
    explicit spool(std::size_t memory = std::size_t{32} << 20) : memory_(memory) {}
    spool(spool&&) = delete;
    ~spool();

    /// Returns the place of the bytes. Throws `std::system_error` where the file cannot be written; it is in TMPDIR or
    /// /tmp.
    std::size_t append(std::string_view bytes);

    /// Nothing is appended after it. Throws `std::system_error`.
    void seal();

    /// After `seal`; valid as long as the spool. `padding` bytes more may be read.
    [[nodiscard]] std::string_view at(std::size_t place, std::size_t size) const noexcept {
        return bytes_.substr(place, size);
    }

private:
    void flush();

    std::size_t memory_;
    file_descriptor file_;
    std::string buffer_;
    std::size_t flushed_ = 0;
    void* mapped_ = nullptr;
    std::size_t mapped_size_ = 0;
    std::string_view bytes_;
};

}  // namespace viz
