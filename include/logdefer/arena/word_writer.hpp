// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The low-level writer of values into an arena.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/base/utf8.hpp>

#include <bit>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A number of words that may be unknown. A sum with an unknown number is unknown.
///
/// Unlike `std::optional`, costs no branch for each term of a sum.
class word_count {
public:
    [[gnu::always_inline]] constexpr word_count(std::size_t words) noexcept : words_(words) {}
    [[gnu::always_inline]] static constexpr word_count unknown() noexcept { return more_than_any_arena_holds; }

    [[nodiscard, gnu::always_inline]] constexpr bool is_known() const noexcept {
        return words_ < more_than_any_arena_holds;
    }
    /// Returns the number, or more than any arena holds if it is unknown.
    [[nodiscard, gnu::always_inline]] constexpr std::size_t words() const noexcept { return words_; }

    [[gnu::always_inline]] friend constexpr word_count operator+(word_count a, word_count b) noexcept {
        return a.words_ + b.words_;
    }

private:
    // with the header, more than any arena holds; sums do not overflow
    static constexpr std::size_t more_than_any_arena_holds = std::numeric_limits<std::uint32_t>::max();

    std::size_t words_;
};

/// Appends values. After a failure (no memory, too deep, too long) it appends nothing, and `failed()` is true.
///
/// The writer has a cursor of its own, and sets the arena's size when it is destroyed: until then, the arena has its
/// old size.
class word_writer {
public:
    /// Values that nest deeper are refused, so that serializers may use recursion.
    static constexpr int greatest_depth = 100;

    /// Makes a writer of values that are nested in `depth` levels.
    explicit word_writer(arena& target, int depth = 0) noexcept
        : arena_(target), at_(target.words() + target.size()), limit_(target.words() + target.limit()), depth_(depth) {}
    word_writer(word_writer&&) = delete;
    ~word_writer() { arena_.resize(position()); }

    void null() noexcept { put(tag::null); }
    void boolean(bool b) noexcept { put(tag::boolean, b ? 1U : 0U); }
    void integer(std::int64_t i) noexcept { put_number(tag::integer, std::bit_cast<word>(i)); }
    void unsigned_integer(std::uint64_t u) noexcept { put_number(tag::unsigned_integer, u); }
    /// Takes the number by reference: with -ffast-math, clang assumes that a `double` passed by value is finite.
    void real(double const& d) noexcept { real_bits(std::bit_cast<word>(d)); }
    void real_bits(word bits) noexcept { put_number(tag::real, bits); }

    /// Writes null, which the result of the probe with this number replaces when the record is finished.
    void probe(std::uint32_t number) noexcept {
        if (word* const to = extend(1)) *to = pack(static_cast<word>(tag::null), value_flag::probe, number);
    }

    /// Writes a time in seconds, exact to the nanosecond.
    void seconds(std::chrono::nanoseconds t) noexcept { put_number(tag::seconds, std::bit_cast<word>(t.count())); }

    /// Writes the text of a JSON number, which is kept byte for byte.
    void number(std::string_view digits) noexcept {
        if (word* to = extend(size_of(text{digits}).words())) place_bytes(to, tag::number, 0, digits);
    }

    [[gnu::always_inline]] void string(text s) noexcept {
        if (word* to = extend(size_of(s).words())) place(to, s);
    }

    /// Appends a text of `n` bytes, which the caller must write, and returns its place, or null on failure.
    [[nodiscard]] char* string(std::size_t n) noexcept {
        if (n > std::numeric_limits<std::uint32_t>::max()) fail();
        word* const to = extend(1 + words_for(n));
        if (to == nullptr) return nullptr;
        to[words_for(n)] = 0;  // the last word is padded with zeros
        to[0] = pack(static_cast<word>(tag::text), 0, n);
        return reinterpret_cast<char*>(to + 1);  // any memory may be written as char
    }

    /// Writes the key of a member as well-formed UTF-8, so that keys which look alike in the record have the same
    /// bytes.
    void key(text name) noexcept {
        if (is_key(name)) [[likely]]
            return string(name);
        if (char* const to = string(repaired_size(name.view()))) copy_repaired(to, name.view());
    }

    /// Returns whether a text can be a key as it is. For plain literals this is known at compile time.
    [[gnu::always_inline]] static bool is_key(text name) noexcept {
        return name.is_plain() || is_well_formed(name.view());
    }

    /// Returns how many words `place` writes; unknown if the text is longer than 32 bits can say.
    [[gnu::always_inline]] static word_count size_of(text t) noexcept {
        std::size_t const bytes = t.view().size();
        if (bytes > std::numeric_limits<std::uint32_t>::max()) return word_count::unknown();
        return 1 + words_for(bytes);
    }

    /// Writes a text to `to`, where there must be room, and returns the end of what was written.
    [[gnu::always_inline]] static word* place(word* to, text t) noexcept {
        auto const s = t.view();
        word const flags = t.is_plain() ? value_flag::plain : 0U;
        return place_bytes(to, tag::text, flags, s);
    }

    static word* place_number(word* to, tag t, word bits) noexcept {
        to[0] = static_cast<word>(t);
        to[1] = bits;
        return to + 2;
    }

    /// Starts an array or object and returns its place, for `end`.
    std::size_t begin(tag container) noexcept {
        std::size_t const place = position();
        (void)enter();
        put(container);
        return place;
    }

    /// Ends the container at `place`. An object must be ended by `end_object`, which also handles duplicate keys.
    void end(std::size_t place) noexcept {
        leave(depth_ - 1);
        if (!failed_) arena_[place] |= word{position() - place - 1} << 32U;
    }

    /// Increments the level of nesting and returns the previous one, for `leave`.
    int enter() noexcept {
        if (depth_ >= greatest_depth) fail();
        return depth_++;
    }

    void leave(int depth) noexcept { depth_ = depth; }

    /// Copies a value from another arena, or from another place in this one.
    void copy(word const* value) noexcept { copy(value, value_size(*value)); }

    /// Appends `n` words, which the caller must write, and returns their place, or null on failure. Valid until the
    /// next call.
    [[gnu::always_inline]] word* extend(std::size_t n) noexcept {
        if (static_cast<std::size_t>(limit_ - at_) < n) [[unlikely]] {
            grow(n);
            if (failed_) return nullptr;
        }
        word* const to = at_;
        at_ += n;
        return to;
    }

    /// Returns what was written at a place. Valid until the next call that writes.
    [[nodiscard]] word const* at(std::size_t place) const noexcept { return arena_.words() + place; }
    [[nodiscard]] std::size_t position() const noexcept { return static_cast<std::size_t>(at_ - arena_.words()); }
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    /// Returns whether the writer failed because there was no memory.
    [[nodiscard]] bool starved() const noexcept { return starved_; }
    void fail() noexcept {
        failed_ = true;
        limit_ = at_;  // so that nothing fits
    }

    /// Removes what was written since `position`; a failure remains.
    void rewind(std::size_t position) noexcept {
        at_ = arena_.words() + position;
        if (failed_) limit_ = at_;
    }

    /// Returns whether exactly one value was written since `position`.
    [[nodiscard]] bool wrote_one_since(std::size_t position) const noexcept {
        return this->position() > position && position + value_size(arena_[position]) == this->position();
    }

private:
    /// Writes bytes and pads the last word with zeros.
    [[gnu::always_inline]] static word* place_bytes(word* to, tag t, word flags, std::string_view s) noexcept {
        std::size_t const n = words_for(s.size());
        to[n] = 0;  // overwritten by the header or the text if there is no padding
        to[0] = pack(static_cast<word>(t), flags, s.size());
        if (!s.empty()) std::memcpy(to + 1, s.data(), s.size());
        return to + 1 + n;
    }

    struct room {
        word* at;
        word* limit;
        bool failed;
    };

    /// Takes and returns values, so that the writer itself can stay in registers.
    [[gnu::noinline]] static room grown(arena& target, word* at, std::size_t n) noexcept {
        target.resize(static_cast<std::size_t>(at - target.words()));
        bool const failed = !target.reserve(n);
        word* const place = target.words() + target.size();
        return {place, failed ? place : target.words() + target.limit(), failed};
    }

    void grow(std::size_t n) noexcept {
        if (failed_) return;
        auto const [at, limit, failed] = grown(arena_, at_, n);
        at_ = at;
        limit_ = limit;
        failed_ = failed;
        starved_ = failed;
    }

    void put(tag t, unsigned length = 0) noexcept {
        if (word* to = extend(1)) *to = pack(static_cast<word>(t), 0, length);
    }

    void put_number(tag t, word bits) noexcept {
        if (word* to = extend(2)) place_number(to, t, bits);
    }

    void copy(word const* from, std::size_t n) noexcept {
        auto const inside = static_cast<std::size_t>(from - arena_.words());
        bool const own = from >= arena_.words() && from < at_;
        if (word* to = extend(n)) {  // `extend` may move the arena, and `from` with it
            std::memcpy(to, own ? arena_.words() + inside : from, n * sizeof(word));
        }
    }

    arena& arena_;
    word* at_;
    word* limit_;
    int depth_;
    bool failed_ = false;
    bool starved_ = false;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
