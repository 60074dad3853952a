// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The layout of a record in memory: an array of 64-bit words without pointers.
///
/// Version 1. Offsets count words from the front, so that the words can be copied to any place:
///
///     word 0        magic and version
///     word 1..4     offset of the first data, log, timer and extra entry (low half; 0: none)
///     word 5..6     start since the Unix epoch, end since the start; nanoseconds, set when the record is sealed
///     word 7...     entries
///
///     an entry      word 0  kind (8 bits), flags (8 bits), size in words (high half)
///                   word 1  low half: offset of the next entry of its kind
///                           high half: level of a line; of data, how many words further the entry lies that holds the
///                           key's last value
///       data, extra key value
///       line        time message item...
///       timer       start, end, name [detail]
///
///     Times are nanoseconds since the start of the record. The outcome as text is linked when the record is sealed; an
///     entry to which no link leads is not part of the record.
///
///     a value       word 0  kind (8 bits), flags (8 bits), length (high half): bytes of a text, words of a container
///                   then    the number, the text (padded with zeros to a word), or the container's values (an
///                           object's: key, value, key, value...; its keys are well-formed UTF-8, and differ)

#include <logdefer/base/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace logdefer::inline LOGDEFER_ABI::detail {

using word = std::uint64_t;

inline constexpr word layout_magic = 0x0031'3066'6467'6f6cULL;  // the bytes "logdf01"

enum class entry_kind : std::uint8_t { data, log, timer, extra };

/// The kinds of values in a record.
enum class tag : std::uint8_t { null, boolean, integer, unsigned_integer, real, seconds, number, text, array, object };

/// The flags of an entry.
struct entry_flag {
    static constexpr word deep = 1;     ///< the object of the entry is merged with an earlier one of its key
    static constexpr word toggled = 2;  ///< the timer was started by name
};

/// The flags of a value.
struct value_flag {
    static constexpr word plain = 1;   ///< the text needs no escape and is short, see `text::is_plain`
    static constexpr word secret = 2;  ///< the number is replaced by a text when the record is finished
    static constexpr word probe = 4;   ///< the null stands for the result of the probe whose number is its length
};

/// Fixed places in the arena.
struct layout {
    static constexpr std::uint32_t heads = 1;
    static constexpr std::uint32_t start = 5;
    static constexpr std::uint32_t end = 6;
    static constexpr std::uint32_t entries = 7;
};

constexpr std::uint32_t low(word w) noexcept { return static_cast<std::uint32_t>(w); }
constexpr std::uint32_t high(word w) noexcept { return static_cast<std::uint32_t>(w >> 32U); }
constexpr word pack(word kind, word flags, word size) noexcept { return kind | flags << 8U | size << 32U; }
// NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): these bits are only ever written from a tag
constexpr tag tag_of(word w) noexcept { return static_cast<tag>(w & 0xffU); }
constexpr word flags_of(word w) noexcept { return w >> 8U & 0xffU; }
constexpr word with_low(word w, std::uint32_t n) noexcept { return (w & ~word{0xffff'ffffU}) | n; }
constexpr std::size_t words_for(std::size_t bytes) noexcept { return (bytes + 7) / 8; }

/// Returns whether a value is text with the flag `plain`, and no other.
constexpr bool is_plain_text(word header) noexcept {
    return static_cast<std::uint16_t>(header) == pack(static_cast<word>(tag::text), value_flag::plain, 0);
}

/// Returns the number of the probe whose result replaces a value, or 0.
constexpr std::uint32_t probe_number(word header) noexcept {
    bool const is_probe = tag_of(header) == tag::null && (flags_of(header) & value_flag::probe) != 0;
    return is_probe ? high(header) : 0;
}

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

using no_times = std::array<std::int64_t, 0>;

/// One entry, by the names of its parts. Refers to words of an arena, and is valid until that grows.
///
/// @tparam Word  `word`, or `word const` for read access
template <class Word>
class basic_entry {
public:
    /// The words before the times of an entry or, if it has none, before its values.
    static constexpr std::size_t head = 2;

    explicit constexpr basic_entry(Word* at) noexcept : at_(at) {}

    [[nodiscard]] entry_kind kind() const noexcept { return static_cast<entry_kind>(at_[0] & 0xffU); }
    [[nodiscard]] word flags() const noexcept { return flags_of(at_[0]); }
    [[nodiscard]] bool has(word flag) const noexcept { return (flags() & flag) != 0; }
    [[nodiscard]] std::size_t size() const noexcept { return high(at_[0]); }
    /// Returns the place behind the entry, where the next one lies, of whatever kind.
    [[nodiscard]] Word* behind() const noexcept { return at_ + size(); }

    /// Returns the offset of the next entry of the list, or 0.
    [[nodiscard]] std::uint32_t next() const noexcept { return low(at_[1]); }
    [[nodiscard]] int level() const noexcept { return static_cast<int>(high(at_[1])); }
    /// Returns how many words behind this entry that one lies which holds the key's last value; 0: this one.
    [[nodiscard]] std::uint32_t distance_to_value() const noexcept { return high(at_[1]); }
    [[nodiscard]] basic_entry holder_of_value() const noexcept { return basic_entry{at_ + distance_to_value()}; }

    /// Returns the time of a line or the start of a timer.
    [[nodiscard]] std::int64_t time() const noexcept { return static_cast<std::int64_t>(at_[2]); }
    [[nodiscard]] std::int64_t timer_end() const noexcept { return static_cast<std::int64_t>(at_[3]); }
    [[nodiscard]] bool is_open_timer() const noexcept { return timer_end() == still_open; }

    /// Returns the first value of a data or extra entry, of a line, and of a timer.
    [[nodiscard]] Word* key() const noexcept { return at_ + head; }
    [[nodiscard]] Word* message() const noexcept { return at_ + head + 1; }
    [[nodiscard]] Word* name() const noexcept { return at_ + head + 2; }

    /// Writes the level and the times, and returns the place of the values. The header is written by `set_header`, once
    /// the size is known.
    template <std::size_t N>
    [[gnu::always_inline]] Word* begin(int level, std::array<std::int64_t, N> times) const noexcept {
        at_[1] = word{static_cast<std::uint32_t>(level)} << 32U;
        for (std::size_t i = 0; i < N; ++i) at_[head + i] = static_cast<word>(times[i]);
        return at_ + head + N;
    }
    /// Writes a line but for its time, and returns the place of the message.
    [[gnu::always_inline]] Word* begin_line(int level, std::size_t size) const noexcept {
        set_header(entry_kind::log, 0, size);
        begin(level, no_times{});
        return message();
    }
    [[gnu::always_inline]] void set_header(entry_kind kind, word flags, std::size_t size) const noexcept {
        at_[0] = pack(static_cast<word>(kind), flags, size);
    }

    void set_next(std::uint32_t offset) const noexcept { at_[1] = with_low(at_[1], offset); }
    /// Sets the offset of the next entry where it was 0.
    void link(std::size_t offset) const noexcept { at_[1] |= offset; }
    void set_distance_to_value(std::uint32_t words) const noexcept { at_[1] = word{words} << 32U | low(at_[1]); }
    void set_time(std::int64_t t) const noexcept { at_[2] = static_cast<word>(t); }
    void set_timer_end(std::int64_t t) const noexcept { at_[3] = static_cast<word>(t); }

    /// The end of a timer that has not ended.
    static constexpr std::int64_t still_open = std::numeric_limits<std::int64_t>::min();

private:
    Word* at_;
};

using entry = basic_entry<word>;
using const_entry = basic_entry<word const>;

/// Returns the tail of an empty list: a place such that the head of the list lies where an entry at that place has its
/// link.
constexpr std::uint32_t tail_of_empty(entry_kind kind) noexcept {
    return layout::heads + static_cast<std::uint32_t>(kind) - 1;
}

/// Returns the offset of the first entry of a kind, or 0.
[[nodiscard]] inline std::uint32_t first_entry(word const* words, entry_kind kind) noexcept {
    return low(words[layout::heads + static_cast<std::uint32_t>(kind)]);
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
