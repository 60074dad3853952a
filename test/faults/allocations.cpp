// SPDX-License-Identifier: BSL-1.0
#include "allocations.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc's own allocator, under names that remain available to programs that replace the public ones
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t n, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* block);
}

namespace faults {
namespace {

thread_local bool counting = false;
thread_local std::size_t requests = 0;
thread_local plan current;
std::atomic<std::size_t> live = 0;

/// Returns whether the next allocation should fail.
bool fails() noexcept {
    if (!counting) return false;
    std::size_t const n = requests++;
    bool const failing = n >= current.first && n - current.first < current.count;
    if (failing) errno = ENOMEM;
    return failing;
}

void* counted(void* block) noexcept {
    if (block != nullptr) live.fetch_add(1, std::memory_order_relaxed);
    return block;
}

}  // namespace

armed::armed(plan p) noexcept {
    current = p;
    requests = 0;
    counting = true;
}

armed::~armed() { counting = false; }

std::size_t armed::seen() const noexcept { return requests; }

std::size_t live_blocks() noexcept { return live.load(std::memory_order_relaxed); }

}  // namespace faults

extern "C" {

void* malloc(std::size_t size) noexcept { return faults::fails() ? nullptr : faults::counted(__libc_malloc(size)); }

void* calloc(std::size_t n, std::size_t size) noexcept {
    return faults::fails() ? nullptr : faults::counted(__libc_calloc(n, size));
}

void* realloc(void* block, std::size_t size) noexcept {
    if (faults::fails()) return nullptr;
    void* const grown = __libc_realloc(block, size);
    return block == nullptr ? faults::counted(grown) : grown;
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return faults::fails() ? nullptr : faults::counted(__libc_memalign(alignment, size));
}

void* memalign(std::size_t alignment, std::size_t size) noexcept { return aligned_alloc(alignment, size); }

int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept {
    *block = aligned_alloc(alignment, size);
    return *block == nullptr ? ENOMEM : 0;
}

void free(void* block) noexcept {
    if (block != nullptr) faults::live.fetch_sub(1, std::memory_order_relaxed);
    __libc_free(block);
}

void* mmap(void* address, std::size_t size, int protection, int flags, int file, off_t offset) noexcept {
    if (faults::fails()) return MAP_FAILED;
    // a system call: glibc has no other name for the function replaced here
    return reinterpret_cast<void*>(::syscall(SYS_mmap, address, size, protection, flags, file, offset));
}

}  // extern "C"

// The functions of the library would do, since they call malloc; they are replaced so that nothing depends on how it
// was built.
void* operator new(std::size_t size) {
    if (void* const block = malloc(size == 0 ? 1 : size)) return block;
    throw std::bad_alloc{};
}

void* operator new(std::size_t size, std::align_val_t alignment) {
    if (void* const block = aligned_alloc(static_cast<std::size_t>(alignment), size)) return block;
    throw std::bad_alloc{};
}

void operator delete(void* block) noexcept { free(block); }
void operator delete(void* block, std::size_t) noexcept { free(block); }
void operator delete(void* block, std::align_val_t) noexcept { free(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { free(block); }
