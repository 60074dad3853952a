// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Writes values as JSON text to an output buffer.

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

/// Appends to a buffer through a cursor: each operation takes the place at which to write and returns the end of what
/// it wrote, so that the cursor stays in a register. Between `begin` and `end` the buffer must not be used otherwise.
/// The byte before the cursor is the last one written.
///
///     json_writer json{out};
///     char* to = json.begin();
///     to = json.value(to, v);
///     *to++ = ',';
///     json.end(to);
///
/// Each value begins where there is room for any piece of text and for `spare` bytes more, so that what is written
/// between two values needs no check. If there is no memory, the cursor leads to a place whose contents are discarded,
/// the remaining values and entries are skipped, and `output_buffer::failed()` is true.
class json_writer {
public:
    /// The room for what is written between two values: punctuation, times, a level, the ends of nested containers.
    static constexpr std::size_t spare = 256;

    explicit json_writer(output_buffer& out) noexcept : out_(out) {}

    [[nodiscard]] char* begin() noexcept { return grow(nullptr); }
    void end(char const* to) noexcept {
        if (!out_.failed()) out_.commit(to);
    }

    /// Writes any bytes as the inside of a string, with escapes where JSON needs them, and U+FFFD for ill-formed UTF-8.
    [[nodiscard]] char* escaped(char* to, std::string_view s) noexcept { return in_pieces(to, s, print_text); }

    /// Writes any bytes as a string.
    [[nodiscard]] char* string(char* to, std::string_view s) noexcept {
        *to = '"';
        to = room(escaped(to + 1, s));
        *to = '"';
        return to + 1;
    }

    /// Writes a value. The recursion is bounded, since recording refuses values that nest too deep.
    [[nodiscard]] char* value(char* to, value_view v) noexcept { return next(to, v, v); }

    /// Writes a value and advances `v` to the end of it, so that each header is read once. If there is no memory, `v`
    /// is advanced to `last`.
    [[nodiscard, gnu::always_inline]] char* next(char* to, value_view& v, value_view last) noexcept {
        if (to > limit_) [[unlikely]] {
            to = grow(to);
            if (failed()) {
                v = last;
                return to;
            }
        }
        word const* const at = words_of(v);
        if (tag_of(*at) == tag::text) [[likely]]
            return text(to, v);
        v = v.next();
        return other(to, at);
    }

    /// Writes values with a comma before each.
    [[nodiscard]] char* sequence(char* to, value_view v, value_view last) noexcept {
        while (v != last) {
            *to = ',';
            to = next(to + 1, v, last);
        }
        return to;
    }

    /// Advances to the next entry, or to the end if there is no memory. Uses a mask to save a branch for each line.
    template <class Iterator>
    [[gnu::always_inline]] void advance(Iterator& at) const noexcept {
        at.advance(mask_);
    }

    void escaped(std::string_view s) noexcept { end(escaped(begin(), s)); }
    void value(value_view v) noexcept { end(value(begin(), v)); }

private:
    /// Returns whether memory has run out; meaningful after `begin`.
    [[nodiscard]] bool failed() const noexcept { return limit_ == nullptr; }

    static constexpr std::size_t piece_size = 256;
    static constexpr std::size_t widest_piece = 6 * piece_size + 2;
    static constexpr std::size_t least_room = widest_piece + spare;

    /// Returns a place with at least `least_room` bytes.
    [[nodiscard]] char* room(char* to) noexcept {
        if (to > limit_) [[unlikely]]
            return grow(to);
        return to;
    }

    /// Returns a place in a larger buffer or, if there is no memory, one whose contents are discarded; then every place
    /// is past the limit.
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

    /// Writes long text in pieces, so that the room for the worst case stays small. Pieces end between UTF-8 sequences.
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
        return n == 0 ? piece_size : n;  // only continuation bytes, which belong to no sequence
    }

    /// Writes text from the arena, where a few bytes after it may be read.
    [[gnu::always_inline]] char* text(char* to, value_view& v) noexcept {
        value_view const here = v;
        auto const s = v.text();
        v = value_at(words_of(v) + 1 + words_for(s.size()));
        if (s.size() > piece_size) [[unlikely]]
            return long_text(to, s);
        *to = '"';
        to = is_known_plain(here) ? copy_blocks(to + 1, s.data(), s.size())
                                  : print_padded_text(to + 1, s.data(), s.size());
        *to = '"';
        return to + 1;
    }

    [[gnu::noinline]] char* long_text(char* to, std::string_view s) noexcept { return string(to, s); }

    /// Writes a value that is not text. All calls are tail calls, so that it needs no stack frame.
    [[gnu::noinline]] char* other(char* to, word const* at) noexcept {
        if (tag_of(*at) == tag::integer) return print_integer(to, value_at(at).integer());
        std::size_t const size = high(*at);
        word const* const body = at + 1;
        switch (tag_of(*at)) {
            case tag::unsigned_integer: return print_unsigned(to, *body);
            case tag::real: return print_real(to, *body);
            case tag::seconds: return print_seconds(to, value_at(at).seconds());
            case tag::boolean: return size != 0 ? print_literal(to, "true") : print_literal(to, "false");
            case tag::object: return object(to, body, body + size);
            case tag::array: return array(to, body, body + size);
            case tag::number: return raw(to, bytes(body, size));
            default: return print_literal(to, "null");
        }
    }

    /// Writes bytes that are already JSON.
    [[nodiscard, gnu::noinline]] char* raw(char* to, std::string_view bytes) noexcept {
        return in_pieces(to, bytes, [](char* at, char const* from, std::size_t n) { return copy_bytes(at, from, n); });
    }

    static std::string_view bytes(word const* body, std::size_t size) noexcept {
        return {reinterpret_cast<char const*>(body), size};  // any memory may be read as char
    }

    [[gnu::noinline]] char* array(char* to, word const* body, word const* end) noexcept {
        *to++ = '[';
        if (body == end) *to++ = ',';
        for (value_view v = value_at(body); words_of(v) != end;) {
            to = next(to, v, value_at(end));
            *to++ = ',';
        }
        to[-1] = ']';
        return to;
    }

    [[gnu::noinline]] char* object(char* to, word const* body, word const* end) noexcept {
        *to++ = '{';
        if (body == end) *to++ = ',';
        for (value_view v = value_at(body); words_of(v) != end;) {
            to = next(to, v, value_at(end));
            *to = ':';
            to = next(to + 1, v, value_at(end));
            *to++ = ',';
        }
        to[-1] = '}';
        return to;
    }

    output_buffer& out_;
    char* limit_ = nullptr;     // the last place with the least room; null if there is no memory
    std::uint32_t mask_ = ~0U;  // 0 if there is no memory
    std::array<char, least_room> lost_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
