// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Writes values into an arena, primitive by primitive.

#include <logdefer/detail/arena.hpp>
#include <logdefer/text.hpp>

#include <bit>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

namespace logdefer::detail {

/// Appends values; after a failure (no memory, too deep, too long) it appends nothing and `failed()` is true.
class word_writer {
public:
    /// Deeper values are refused: whatever renders a record may recurse.
    static constexpr int greatest_depth = 100;

    explicit word_writer(arena& target) noexcept : arena_(target) {}

    void null() noexcept { put(tag::null); }
    void boolean(bool b) noexcept { put(tag::boolean, b ? 1U : 0U); }
    void integer(std::int64_t i) noexcept { put_number(tag::integer, std::bit_cast<word>(i)); }
    void unsigned_integer(std::uint64_t u) noexcept { put_number(tag::unsigned_integer, u); }
    void real(double d) noexcept { put_number(tag::real, std::bit_cast<word>(d)); }

    /// A time in seconds, kept to the nanosecond.
    void seconds(std::chrono::nanoseconds t) noexcept { put_number(tag::seconds, std::bit_cast<word>(t.count())); }

    /// The text of a JSON number, kept byte for byte.
    void number(std::string_view digits) noexcept { put_text(tag::number, digits); }

    void string(text s) noexcept {
        if (!s.is_borrowed()) return put_text(tag::text, s.view());
        std::size_t const size = s.view().size();
        if (!fits(size)) return;
        if (word* to = extend(2)) {
            to[0] = pack(static_cast<word>(tag::borrowed), s.is_plain() ? value_flag::plain : 0U, size);
            to[1] = std::bit_cast<word>(s.view().data());
        }
    }

    /// Starts an array or object and returns its place, for `end`.
    std::size_t begin(tag container) noexcept {
        std::size_t const place = arena_.size();
        (void)enter();
        put(container);
        return place;
    }

    void end(std::size_t place) noexcept {
        leave(depth_ - 1);
        if (!failed_) arena_[place] |= word{arena_.size() - place - 1} << 32U;
    }

    /// Counts one more level of nesting and returns the level before, for `leave`.
    int enter() noexcept {
        failed_ = failed_ || depth_ >= greatest_depth;
        return depth_++;
    }

    void leave(int depth) noexcept { depth_ = depth; }

    /// Copies a value that lies in another arena or elsewhere in this one.
    void copy(word const* value) noexcept { copy(value, value_size(*value)); }

    [[nodiscard]] std::size_t position() const noexcept { return arena_.size(); }
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    void fail() noexcept { failed_ = true; }

    /// Takes back what was written since `position`; a failure stays.
    void rewind(std::size_t position) noexcept { arena_.truncate(position); }

    /// Whether exactly one value was written since `position`.
    [[nodiscard]] bool wrote_one_since(std::size_t position) const noexcept {
        return arena_.size() > position && position + value_size(arena_[position]) == arena_.size();
    }

private:
    word* extend(std::size_t n) noexcept {
        word* const to = failed_ ? nullptr : arena_.extend(n);
        failed_ = to == nullptr;
        return to;
    }

    bool fits(std::size_t bytes) noexcept {
        failed_ = failed_ || bytes > std::numeric_limits<std::uint32_t>::max();
        return !failed_;
    }

    void put(tag t, unsigned length = 0) noexcept {
        if (word* to = extend(1)) *to = pack(static_cast<word>(t), 0, length);
    }

    void put_number(tag t, word bits) noexcept {
        if (word* to = extend(2)) {
            to[0] = static_cast<word>(t);
            to[1] = bits;
        }
    }

    void put_text(tag t, std::string_view s) noexcept {
        if (!fits(s.size())) return;
        std::size_t const n = words_for(s.size());
        if (word* to = extend(1 + n)) {
            to[n] = 0;  // the padding; when there is none the header or the text overwrites it
            to[0] = pack(static_cast<word>(t), 0, s.size());
            if (!s.empty()) std::memcpy(to + 1, s.data(), s.size());
        }
    }

    void copy(word const* from, std::size_t n) noexcept {
        auto const inside = static_cast<std::size_t>(from - arena_.words());
        bool const own = from >= arena_.words() && from < arena_.words() + arena_.size();
        if (word* to = extend(n)) {  // which may move the arena, and `from` with it
            std::memcpy(to, own ? arena_.words() + inside : from, n * sizeof(word));
        }
    }

    arena& arena_;
    int depth_ = 0;
    bool failed_ = false;
};

}  // namespace logdefer::detail
