// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// JSON text in an output buffer: values, strings and times.

#include <logdefer/base/config.hpp>
#include <logdefer/formats/json_numbers.hpp>
#include <logdefer/formats/json_strings.hpp>
#include <logdefer/formats/json_times.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/formats/time_precision.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/records/value_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Appends to a buffer through a cursor: each operation takes the place to write at and returns the place after, so
/// that it stays in a register. Between `begin` and `end` the buffer is not to be used by others; the byte before a
/// place is the last one written.
///
///     json_writer json{out};
///     char* to = json.begin();
///     to = json.value(to, v);
///     *to++ = ',';
///     json.end(to);
///
/// Each value begins where there is room for any piece of text and `spare` bytes more, which stay for what stands
/// between two values and needs no check. When memory is out, places are given that lead nowhere, and the values and
/// entries that are left are skipped; `output_buffer::failed()` tells.
class json_writer {
public:
    /// Room for what comes between two values: punctuation, times, a level, the ends of nested containers.
    static constexpr std::size_t spare = 256;

    explicit json_writer(output_buffer& out) noexcept : out_(out) {}

    [[nodiscard]] char* begin() noexcept { return grow(nullptr); }
    void end(char const* to) noexcept {
        if (!out_.failed()) out_.commit(to);
    }

    /// Any bytes as the inside of a string: escapes where they must be, U+FFFD for what is not UTF-8.
    [[nodiscard]] char* escaped(char* to, std::string_view s) noexcept { return in_pieces(to, s, print_text); }

    /// A quoted string of any bytes.
    [[nodiscard]] char* string(char* to, std::string_view s) noexcept {
        *to = '"';
        to = room(escaped(to + 1, s));
        *to = '"';
        return to + 1;
    }

    /// Any value; recursion is bounded, since recording refuses what nests too deep.
    [[nodiscard]] char* value(char* to, value_view v) noexcept { return next(to, v, v); }

    /// The same, and `v` moves on to what lies behind it: one look at each header. Where memory is out, it moves on to
    /// `last`.
    [[nodiscard, gnu::always_inline]] char* next(char* to, value_view& v, value_view last) noexcept {
        if (to > limit_) [[unlikely]] {
            to = grow(to);
            if (failed()) {
                v = last;
                return to;
            }
        }
        word const* const at = v.words();
        if (tag_of(*at) == tag::text) [[likely]]
            return text(to, v);
        v = v.next();
        return other(to, at);
    }

    /// Values with a comma before each.
    [[nodiscard]] char* sequence(char* to, value_view v, value_view last) noexcept {
        while (v != last) {
            *to = ',';
            to = next(to + 1, v, last);
        }
        return to;
    }

    /// Moves on to the next entry; when memory is out, to the end. A mask does it: a condition would be one more for
    /// each line.
    template <class Iterator>
    [[gnu::always_inline]] void advance(Iterator& entry) const noexcept {
        entry.advance(mask_);
    }

    void escaped(std::string_view s) noexcept { end(escaped(begin(), s)); }
    void value(value_view v) noexcept { end(value(begin(), v)); }

private:
    /// Whether memory is out, once there has been a place to write at.
    [[nodiscard]] bool failed() const noexcept { return limit_ == nullptr; }

    static constexpr std::size_t piece_size = 256;
    static constexpr std::size_t widest_piece = 6 * piece_size + 2;
    static constexpr std::size_t least_room = widest_piece + spare;

    /// A place with the least room.
    [[nodiscard]] char* room(char* to) noexcept {
        if (to > limit_) [[unlikely]]
            return grow(to);
        return to;
    }

    /// Room elsewhere: in a larger buffer, or where what is written is lost; then every place is past the limit.
    [[gnu::noinline]] char* grow(char* to) noexcept {
        if (to != nullptr && !out_.failed()) out_.commit(to);
        char* const place = out_.failed() ? nullptr : out_.prepare(least_room);
        if (place == nullptr) {
            limit_ = nullptr;
            mask_ = 0;
            return &lost_.front();
        }
        limit_ = place + (out_.capacity() - out_.size() - least_room);
        return place;
    }

    /// Long text in pieces, so that the room for the worst case stays small. Ends a piece between two UTF-8 sequences.
    template <class Print>
    char* in_pieces(char* to, std::string_view s, Print print) noexcept {
        for (std::size_t i = 0; i < s.size() && !failed();) {
            std::size_t const n = s.size() - i <= piece_size ? s.size() - i : piece_end(s.substr(i));
            to = print(room(to), s.data() + i, n);
            i += n;
        }
        return to;
    }

    static std::size_t piece_end(std::string_view s) noexcept {
        std::size_t n = piece_size;
        while (n > 0 && (static_cast<unsigned char>(s[n]) & 0xc0U) == 0x80) --n;
        return n == 0 ? piece_size : n;  // nothing but continuations, none of which belongs to a sequence
    }

    /// Text in the arena, where a few bytes after it may be read.
    [[gnu::always_inline]] char* text(char* to, value_view& v) noexcept {
        value_view const here = v;
        auto const s = v.text();
        v = value_view{v.words() + 1 + words_for(s.size())};
        if (s.size() > piece_size) [[unlikely]]
            return long_text(to, s);
        *to = '"';
        to = here.is_plain() ? copy_blocks(to + 1, s.data(), s.size()) : print_padded_text(to + 1, s.data(), s.size());
        *to = '"';
        return to + 1;
    }

    [[gnu::noinline]] char* long_text(char* to, std::string_view s) noexcept { return string(to, s); }

    /// What is not text. Nothing but jumps: it needs no frame.
    [[gnu::noinline]] char* other(char* to, word const* at) noexcept {
        if (tag_of(*at) == tag::integer) return print_integer(to, value_view{at}.integer());
        std::size_t const size = high(*at);
        word const* const body = at + 1;
        switch (tag_of(*at)) {
            case tag::unsigned_integer: return print_unsigned(to, *body);
            case tag::real: return print_real(to, *body);
            case tag::seconds: return print_seconds(to, value_view{at}.seconds());
            case tag::boolean: return size != 0 ? print_literal(to, "true") : print_literal(to, "false");
            case tag::object: return object(to, body, body + size);
            case tag::array: return array(to, body, body + size);
            case tag::number: return raw(to, bytes(body, size));
            default: return print_literal(to, "null");
        }
    }

    /// Bytes that are JSON already.
    [[nodiscard, gnu::noinline]] char* raw(char* to, std::string_view bytes) noexcept {
        return in_pieces(to, bytes, [](char* at, char const* from, std::size_t n) { return copy_bytes(at, from, n); });
    }

    static std::string_view bytes(word const* body, std::size_t size) noexcept {
        return {reinterpret_cast<char const*>(body), size};  // any memory may be read as char
    }

    [[gnu::noinline]] char* array(char* to, word const* body, word const* end) noexcept {
        *to++ = '[';
        if (body == end) *to++ = ',';
        for (value_view v{body}; v.words() != end;) {
            to = next(to, v, value_view{end});
            *to++ = ',';
        }
        to[-1] = ']';
        return to;
    }

    [[gnu::noinline]] char* object(char* to, word const* body, word const* end) noexcept {
        *to++ = '{';
        if (body == end) *to++ = ',';
        for (value_view v{body}; v.words() != end;) {
            to = next(to, v, value_view{end});
            *to = ':';
            to = next(to + 1, v, value_view{end});
            *to++ = ',';
        }
        to[-1] = '}';
        return to;
    }

    output_buffer& out_;
    char* limit_ = nullptr;     // the least room comes after it; null when memory is out
    std::uint32_t mask_ = ~0U;  // 0 when memory is out
    std::array<char, least_room> lost_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
