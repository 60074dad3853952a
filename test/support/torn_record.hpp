// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A record of which only the beginning is readable: reading further always crashes.

#include <logdefer/arena/arena.hpp>
#include <logdefer/records/record.hpp>

#include <sys/mman.h>
#include <unistd.h>
#include <cstddef>
#include <cstring>
#include <stdexcept>

namespace support {

class torn_record {
public:
    /// Places the first `readable` words of a record before pages that allow no access.
    torn_record(logdefer::record_view whole, std::size_t readable) {
        auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        std::size_t const front = (readable * sizeof(logdefer::detail::word) + page - 1) / page * page;
        size_ = front + tail;
        memory_ = ::mmap(nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory_ == MAP_FAILED || ::mprotect(memory_, front, PROT_READ | PROT_WRITE) != 0) {
            throw std::runtime_error("no pages for a test's record");
        }
        words_ = static_cast<logdefer::detail::word*>(memory_) + front / sizeof(logdefer::detail::word) - readable;
        std::memcpy(words_, logdefer::detail::words_of(whole), readable * sizeof(logdefer::detail::word));
    }
    torn_record(torn_record&&) = delete;
    ~torn_record() { ::munmap(memory_, size_); }

    [[nodiscard]] logdefer::record_view view() const noexcept { return logdefer::detail::record_at(words_); }

private:
    static constexpr std::size_t tail = std::size_t{64} << 20U;  // more than a test's record needs

    std::size_t size_;
    void* memory_;
    logdefer::detail::word* words_;
};

}  // namespace support
