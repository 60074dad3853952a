// SPDX-License-Identifier: BSL-1.0
#pragma once

/// JSON text in an output buffer: values, strings and times.

#include <logdefer/detail/json_text.hpp>
#include <logdefer/output_buffer.hpp>
#include <logdefer/value_view.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace logdefer::detail {

/// Appends to a buffer through a cursor: each operation takes the place to write at and returns the place after, so
/// that it stays in a register. Between `begin` and `end` the buffer is not to be used by others; the byte before a
/// place is the last one written.
///
///     json_writer json{out};
///     char* to = json.begin();
///     to = json.value(to, v);
///     json.end(to);
///
/// When memory is out, places are given that lead nowhere; `output_buffer::failed()` tells.
class json_writer {
public:
    explicit json_writer(output_buffer& out) noexcept : out_(out) {}

    [[nodiscard]] char* begin() noexcept { return grow(nullptr, 0); }
    void end(char const* to) noexcept {
        if (!out_.failed()) out_.commit(to);
    }

    /// A place with room for `n` more bytes, `n` at most `widest_room`.
    [[nodiscard]] char* room(char* to, std::size_t n) noexcept {
        return static_cast<std::size_t>(limit_ - to) >= n ? to : grow(to, n);
    }

    /// Bytes that are JSON already.
    [[nodiscard]] char* raw(char* to, std::string_view bytes) noexcept {
        return in_pieces(to, bytes, [](char* at, char const* from, std::size_t n) { return copy_bytes(at, from, n); });
    }

    /// Punctuation.
    [[nodiscard]] char* raw(char* to, char byte) noexcept {
        to = room(to, 1);
        *to = byte;
        return to + 1;
    }

    /// Any bytes as the inside of a string: escapes where they must be, U+FFFD for what is not UTF-8.
    [[nodiscard]] char* escaped(char* to, std::string_view s) noexcept { return in_pieces(to, s, print_text); }

    /// A quoted string of any bytes.
    [[nodiscard]] char* string(char* to, std::string_view s) noexcept { return raw(escaped(raw(to, '"'), s), '"'); }

    [[nodiscard]] char* string(char* to, value_view text) noexcept {
        word const* at = text.words();
        return next_value(to, at);
    }

    /// Any value; recursion is bounded, since recording refuses what nests too deep.
    [[nodiscard]] char* value(char* to, value_view v) noexcept {
        word const* at = v.words();
        return next_value(to, at);
    }

    /// Values with a comma before each.
    [[nodiscard]] char* sequence(char* to, value_range values) noexcept {
        word const* at = values.first().words();
        word const* const end = values.last().words();
        while (at != end) to = next_value(raw(to, ','), at);
        return to;
    }

    void escaped(std::string_view s) noexcept { end(escaped(begin(), s)); }
    void value(value_view v) noexcept { end(value(begin(), v)); }

private:
    static constexpr std::size_t piece_size = 256;
    static constexpr std::size_t widest_room = 6 * piece_size + block + 2;
    static constexpr std::size_t widest_scalar = 48;

    /// Room elsewhere: in a larger buffer, or where what is written is lost.
    [[gnu::noinline]] char* grow(char* to, std::size_t n) noexcept {
        if (to != nullptr && !out_.failed()) out_.commit(to);
        if (char* const place = out_.prepare(n < widest_room ? widest_room : n)) {
            limit_ = place + (out_.capacity() - out_.size());
            return place;
        }
        limit_ = lost_.data() + lost_.size();
        return lost_.data();
    }

    /// Long text in pieces, so that the room for the worst case stays small. Ends a piece between two UTF-8 sequences.
    template <class Print>
    char* in_pieces(char* to, std::string_view s, Print print) noexcept {
        for (std::size_t i = 0; i < s.size();) {
            std::size_t const n = s.size() - i <= piece_size ? s.size() - i : piece_end(s.substr(i));
            to = print(room(to, 6 * n + block), s.data() + i, n);
            i += n;
        }
        return to;
    }

    static std::size_t piece_end(std::string_view s) noexcept {
        std::size_t n = piece_size;
        while (n > 0 && (static_cast<unsigned char>(s[n]) & 0xc0U) == 0x80) --n;
        return n == 0 ? piece_size : n;  // nothing but continuations, none of which belongs to a sequence
    }

    /// Prints the value at `at` and moves on to what follows it: one look at each header.
    [[gnu::always_inline]] char* next_value(char* to, word const*& at) noexcept {
        word const header = *at;
        word const* const body = at + 1;
        if (tag_of(header) == tag::text) {
            at = body + words_for(high(header));
            return text(to, body, high(header));
        }
        if (tag_of(header) != tag::borrowed) return next_other(to, at);
        at = body + 1;
        return borrowed(to, value_view{body - 1});
    }

    [[gnu::noinline]] char* next_other(char* to, word const*& at) noexcept {
        word const header = *at;
        std::size_t const size = high(header);
        word const* const body = at + 1;
        switch (tag_of(header)) {
            case tag::number: at = body + words_for(size); return raw(to, bytes(body, size));
            case tag::array: at = body + size; return array(to, body, at);
            case tag::object: at = body + size; return object(to, body, at);
            case tag::null: at = body; return print_literal(room(to, widest_scalar), "null");
            case tag::boolean: at = body; return boolean(room(to, widest_scalar), size != 0);
            default: at = body + 1; return number(room(to, widest_scalar), value_view{body - 1});
        }
    }

    /// Text in the arena, where a few bytes after it may be read.
    [[gnu::always_inline]] char* text(char* to, word const* body, std::size_t size) noexcept {
        if (size > piece_size) [[unlikely]]
            return string(to, bytes(body, size));
        to = room(to, 6 * size + block + 2);
        *to = '"';
        to = print_padded_text(to + 1, bytes(body, size).data(), size);
        *to = '"';
        return to + 1;
    }

    [[gnu::always_inline]] char* borrowed(char* to, value_view text) noexcept {
        auto const s = text.text();
        if (!text.is_plain() || s.size() > piece_size) return string(to, s);
        to = room(to, s.size() + 2);
        *to = '"';
        to = copy_bytes(to + 1, s.data(), s.size());
        *to = '"';
        return to + 1;
    }

    static std::string_view bytes(word const* body, std::size_t size) noexcept {
        return {reinterpret_cast<char const*>(body), size};  // any memory may be read as char
    }

    static char* boolean(char* to, bool b) noexcept {
        return b ? print_literal(to, "true") : print_literal(to, "false");
    }

    static char* number(char* to, value_view v) noexcept {
        switch (v.kind()) {
            case value_kind::integer: return print_integer(to, v.integer());
            case value_kind::unsigned_integer: return print_unsigned(to, v.unsigned_integer());
            case value_kind::real: return print_real(to, v.real());
            default: return print_seconds(to, v.seconds());
        }
    }

    char* array(char* to, word const* at, word const* end) noexcept {
        to = raw(to, '[');
        if (at == end) return raw(to, ']');
        while (at != end) to = raw(next_value(to, at), ',');
        to[-1] = ']';
        return to;
    }

    char* object(char* to, word const* at, word const* end) noexcept {
        to = raw(to, '{');
        if (at == end) return raw(to, '}');
        while (at != end) {
            to = raw(next_value(to, at), ':');
            to = raw(next_value(to, at), ',');
        }
        to[-1] = '}';
        return to;
    }

    output_buffer& out_;
    char* limit_ = nullptr;
    std::array<char, widest_room> lost_;
};

}  // namespace logdefer::detail
