// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The memory of one transaction: an append-only array of words.

#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/base/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A growing array of words that never throws; memory comes from `malloc` and is kept for reuse.
class arena {
public:
    arena() = default;
    arena(arena&& other) noexcept { swap(other); }
    arena& operator=(arena&& other) noexcept {
        swap(other);
        return *this;
    }
    ~arena() { std::free(words_); }

    void swap(arena& other) noexcept {
        std::swap(words_, other.words_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
        std::swap(limit_, other.limit_);
        std::swap(unlocked_, other.unlocked_);
    }

    static constexpr std::size_t usual_capacity = 2048;  // bytes: the standard transaction fits

    /// Empties the arena and writes its header, with room for `bytes` or for the minimum, whichever is more; returns
    /// false if there is no memory.
    [[nodiscard]] bool restart(std::size_t bytes = usual_capacity) noexcept {
        size_ = 0;
        limit_ = capacity_;
        std::size_t const wanted = bytes / sizeof(word);
        if (capacity_ < wanted || capacity_ < least_capacity) [[unlikely]] {
            if (!grow(wanted < least_capacity ? least_capacity : wanted)) return false;
        }
        std::memset(words_, 0, layout::entries * sizeof(word));
        words_[0] = layout_magic;
        size_ = layout::entries;
        limit_ = capacity_ - epilogue;
        unlock();
        return true;
    }

    /// Refuses other entries while one is written piece by piece: `has_room` finds none, so that one comparison finds
    /// out both. Not a mutex.
    void lock() noexcept { unlocked_ = 0; }
    void unlock() noexcept { unlocked_ = limit_; }
    [[nodiscard]] bool is_locked() const noexcept { return unlocked_ == 0; }

    /// Returns whether the arena is not locked and has room for `n` more words.
    [[nodiscard, gnu::always_inline]] bool has_room(std::size_t n) const noexcept { return size_ + n <= unlocked_; }

    /// Appends `n` uninitialised words and returns their place, or null if there is no memory.
    [[nodiscard]] word* extend(std::size_t n) noexcept {
        if (!reserve(n)) [[unlikely]]
            return nullptr;
        return take(n);
    }

    /// Appends `n` uninitialised words, for which there is room, and returns their place; never null.
    [[nodiscard]] word* take(std::size_t n) noexcept {
        word* const at = words_ + size_;
        size_ += n;
        return at;
    }

    /// Makes room for `n` more words; returns false if there is no memory.
    [[nodiscard, gnu::always_inline]] bool reserve(std::size_t n) noexcept { return limit_ - size_ >= n || grow(n); }

    /// Lets the last entries use the room kept for them, so that losses are reported even if there is no memory.
    void open_epilogue() noexcept {
        limit_ = capacity_;
        unlock();
    }

    /// Keeps that room again, as far as it is not used.
    void close_epilogue() noexcept {
        limit_ = capacity_ - (size_ < capacity_ - epilogue ? epilogue : capacity_ - size_);
        unlock();
    }

    /// Writes zeros to the words that may be read behind the last one. Their values do not matter, but valgrind reports
    /// decisions on bytes that were never written.
    void pad() noexcept { std::memset(words_ + size_, 0, read_ahead * sizeof(word)); }

    /// Sets the size to `size` words, all of which must have been written.
    void resize(std::size_t size) noexcept { size_ = size; }

    [[nodiscard]] word* words() noexcept { return words_; }
    [[nodiscard]] word const* words() const noexcept { return words_; }
    [[nodiscard]] word& operator[](std::size_t i) noexcept { return words_[i]; }
    [[nodiscard]] word operator[](std::size_t i) const noexcept { return words_[i]; }
    [[nodiscard]] detail::entry entry(std::size_t at) noexcept { return detail::entry{words_ + at}; }
    [[nodiscard]] const_entry entry(std::size_t at) const noexcept { return const_entry{words_ + at}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Returns the size up to which the arena does not have to grow.
    [[nodiscard]] std::size_t limit() const noexcept { return limit_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
    static constexpr std::size_t least_capacity = 128;  // the header, the room for the last entries, and some lines
    static constexpr std::size_t epilogue = 64;
    static constexpr std::size_t read_ahead = 2;  // text is read in blocks of two words, from wherever it starts
    static constexpr std::size_t greatest = std::numeric_limits<std::uint32_t>::max();  // offsets are 32 bits wide

    [[gnu::noinline]] bool grow(std::size_t n) noexcept {
        std::size_t const slack = capacity_ - limit_;
        if (n > greatest || size_ + n + slack > greatest) return false;
        std::size_t const needed = size_ + n + slack;
        std::size_t const doubled = capacity_ < greatest / 2 ? 2 * capacity_ : greatest;
        std::size_t const wanted = needed < doubled ? doubled : needed;
        void* grown = std::realloc(words_, (wanted + read_ahead) * sizeof(word));
        if (grown == nullptr) return false;
        words_ = static_cast<word*>(grown);
        capacity_ = wanted;
        limit_ = wanted - slack;
        if (!is_locked()) unlock();
        return true;
    }

    word* words_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::size_t limit_ = 0;     // the capacity without the room kept for the epilogue
    std::size_t unlocked_ = 0;  // the limit, or 0 while the arena is locked or has no memory
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
