// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The memory of one transaction: an append-only array of 64-bit words without pointers.
///
/// Layout, version 1. Offsets count words from the front, so that the words can be copied to any place:
///
///     word 0        magic and version
///     word 1..4     offset of the first data, log, timer and extra entry (low half; 0: none); set when sealed
///     word 5..7     start, end, latest end of a timer; nanoseconds, set when the record is sealed
///     word 8...     entries
///
///     an entry      word 0  kind (8 bits), flags (8 bits), size in words (high half)
///                   word 1  low half: offset of the next entry of its kind, set when the record is sealed
///                           high half: level of a line; of data, how many words further the entry lies that holds the
///                           key's last value
///       data, extra key value
///       line        ticks message item...
///       timer       ticks at the start, ticks at the end, name [detail]
///
///     a value       word 0  kind (8 bits), flags (8 bits), length (high half): bytes of a text, words of a container
///                   then    the number, the text (padded with zeros to a word), or the container's values (an
///                           object's: key, value, key, value...; its keys are well-formed UTF-8, and differ)

#include <logdefer/base/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

using word = std::uint64_t;

inline constexpr word layout_magic = 0x0031'3066'6467'6f6cULL;  // the bytes "logdf01"

enum class entry_kind : std::uint8_t { data, log, timer, extra };

/// The kinds of values in a record.
enum class tag : std::uint8_t { null, boolean, integer, unsigned_integer, real, seconds, number, text, array, object };

/// The flags of an entry.
struct entry_flag {
    static constexpr word merged = 1;   ///< the times of the entry are already nanoseconds
    static constexpr word deep = 2;     ///< the object of the entry is merged with an earlier one of its key
    static constexpr word toggled = 4;  ///< the timer was started by name
    static constexpr word outcome = 8;  ///< the extra is the outcome of the transaction as text
};

/// The flags of a value.
struct value_flag {
    static constexpr word plain = 1;  ///< the text needs no escape
};

/// Fixed places in the arena.
struct layout {
    static constexpr std::uint32_t heads = 1;
    static constexpr std::uint32_t start = 5;
    static constexpr std::uint32_t end = 6;
    static constexpr std::uint32_t latest_timer_end = 7;
    static constexpr std::uint32_t entries = 8;
};

constexpr std::uint32_t low(word w) noexcept { return static_cast<std::uint32_t>(w); }
constexpr std::uint32_t high(word w) noexcept { return static_cast<std::uint32_t>(w >> 32U); }
constexpr word pack(word kind, word flags, word size) noexcept { return kind | flags << 8U | size << 32U; }
constexpr entry_kind kind_of_entry(word w) noexcept { return static_cast<entry_kind>(w & 0xffU); }
// NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): these bits are only ever written from a tag
constexpr tag tag_of(word w) noexcept { return static_cast<tag>(w & 0xffU); }
constexpr word flags_of(word w) noexcept { return w >> 8U & 0xffU; }
constexpr word with_low(word w, std::uint32_t n) noexcept { return (w & ~word{0xffff'ffffU}) | n; }
constexpr std::size_t words_for(std::size_t bytes) noexcept { return (bytes + 7) / 8; }

/// Returns the size of a value in words, including its header.
constexpr std::size_t value_size(word header) noexcept {
    switch (tag_of(header)) {
        case tag::null:
        case tag::boolean: return 1;
        case tag::number:
        case tag::text: return 1 + words_for(high(header));
        case tag::array:
        case tag::object: return 1 + std::size_t{high(header)};
        default: return 2;
    }
}

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
        return true;
    }

    /// Appends `n` uninitialised words and returns their place, or null if there is no memory.
    [[nodiscard]] word* extend(std::size_t n) noexcept {
        if (!reserve(n)) [[unlikely]]
            return nullptr;
        return take(n);
    }

    /// Appends `n` uninitialised words, for which `reserve` has made room, and returns their place; never null.
    [[nodiscard]] word* take(std::size_t n) noexcept {
        word* const at = words_ + size_;
        size_ += n;
        return at;
    }

    /// Makes room for `n` more words; returns false if there is no memory.
    [[nodiscard, gnu::always_inline]] bool reserve(std::size_t n) noexcept { return limit_ - size_ >= n || grow(n); }

    /// Lets the last entries use the room kept for them, so that losses are reported even if there is no memory.
    void open_epilogue() noexcept { limit_ = capacity_; }

    /// Writes zeros to the words that may be read behind the last one. Their values do not matter, but valgrind reports
    /// decisions on bytes that were never written.
    void pad() noexcept { std::memset(words_ + size_, 0, read_ahead * sizeof(word)); }

    /// Sets the size to `size` words, all of which must have been written.
    void resize(std::size_t size) noexcept { size_ = size; }

    [[nodiscard]] word* words() noexcept { return words_; }
    [[nodiscard]] word const* words() const noexcept { return words_; }
    [[nodiscard]] word& operator[](std::size_t i) noexcept { return words_[i]; }
    [[nodiscard]] word operator[](std::size_t i) const noexcept { return words_[i]; }
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
        return true;
    }

    word* words_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::size_t limit_ = 0;  // the capacity without the room kept for the epilogue
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
