// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The buffer to which a serializer appends a record.

#include <logdefer/base/config.hpp>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// An append-only buffer of bytes that reports a failed allocation instead of throwing, and does not initialise the
/// bytes that `prepare` returns.
///
/// @par Errors       after a failed allocation the buffer does not grow: bytes are missing, and `failed()` is true
///                   until `truncate` is called
/// @par Complexity   amortised O(1) for a byte; memory is kept for reuse until destruction
/// @par Thread safety one thread at a time
class output_buffer {
public:
    output_buffer() = default;
    output_buffer(output_buffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)),
          capacity_(std::exchange(other.capacity_, 0)),
          failed_(std::exchange(other.failed_, false)) {}
    output_buffer& operator=(output_buffer&&) = delete;
    ~output_buffer() { std::free(data_); }

    void swap(output_buffer& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
        std::swap(failed_, other.failed_);
    }

    void append(std::string_view bytes) noexcept {
        if (bytes.empty()) return;  // `bytes.data()` may be null
        if (char* to = prepare(bytes.size()))
            commit(static_cast<char*>(std::memcpy(to, bytes.data(), bytes.size())) + bytes.size());
    }

    void append(char byte) noexcept {
        if (char* to = prepare(1)) {
            *to = byte;
            commit(to + 1);
        }
    }

    /// Returns room for `n` more bytes at the end, or null if the allocation fails. Write there, then call `commit`.
    [[nodiscard]] char* prepare(std::size_t n) noexcept {
        if (capacity_ - size_ < n && !grow(n)) return nullptr;
        return data_ + size_;
    }

    /// Makes the bytes before `end` part of the buffer. `end` must point into the room that `prepare` returned last.
    void commit(char const* end) noexcept { size_ = static_cast<std::size_t>(end - data_); }

    /// Removes all but the first `n` bytes, and clears the failure.
    void truncate(std::size_t n) noexcept {
        size_ = n < size_ ? n : size_;
        failed_ = false;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] bool failed() const noexcept { return failed_; }

    /// Returns the bytes of the buffer; valid until it is changed.
    [[nodiscard]] std::string_view view() const noexcept { return {data_, size_}; }

private:
    /// Out of line: where the compiler sees the size of the allocation, g++ 12 warns at -O3 of writes that never
    /// happen.
    [[gnu::noinline]] bool grow(std::size_t n) noexcept {
        std::size_t const least = size_ + n;
        std::size_t const wanted = least > 2 * capacity_ ? least : 2 * capacity_;
        void* grown = failed_ || least < n ? nullptr : std::realloc(data_, wanted);
        failed_ = grown == nullptr;
        if (failed_) return false;
        data_ = static_cast<char*>(grown);
        capacity_ = wanted;
        return true;
    }

    char* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    bool failed_ = false;
};

}  // namespace logdefer::inline LOGDEFER_ABI
