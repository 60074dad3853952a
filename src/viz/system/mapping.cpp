// SPDX-License-Identifier: BSL-1.0
#include "system/mapping.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace viz {

mapping mapping::of_memory(std::size_t size) {
    void* const at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) throw std::bad_alloc{};
    madvise(at, size, MADV_HUGEPAGE);  // most of it will be filled, and page faults cost more than copying
    return mapping{{static_cast<char*>(at), size}};
}

mapping mapping::of_file(file_descriptor const& file, std::size_t size) {
    void* const at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (at == MAP_FAILED) throw std::system_error{errno, std::generic_category(), "cannot map a file into memory"};
    return mapping{{static_cast<char*>(at), size}};
}

mapping::~mapping() {
    if (bytes_.data() != nullptr) munmap(bytes_.data(), bytes_.size());
}

}  // namespace viz
