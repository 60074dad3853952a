// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Writes values as JSON text to an output buffer.

#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/formats/json_numbers.hpp>
#include <logdefer/formats/json_strings.hpp>
#include <logdefer/formats/json_times.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/value_view.hpp>

#include <array>
#include <bit>
#include <chrono>
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
/// and `output_buffer::failed()` is true.
class json_writer {
public:
    /// The room for what is written between two values: punctuation, times, a level, the ends of nested containers.
    static constexpr std::size_t spare = 256;

    explicit json_writer(output_buffer& out) noexcept : out_(out) {}

    /// Returns a place behind the text of the buffer or, if there is no memory, one whose contents are discarded; then
    /// every place is past the limit.
    [[nodiscard, gnu::always_inline]] char* begin() noexcept {
        char* const place = out_.failed() ? nullptr : out_.prepare(least_room);
        if (place == nullptr) [[unlikely]] {
            limit_ = nullptr;
            return &lost_.front();
        }
        limit_ = place + (out_.capacity() - out_.size() - least_room);
        return place;
    }
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
    [[nodiscard]] char* value(char* to, value_view v) noexcept { return next(to, v); }

    /// Writes a value and advances `v` to the end of it, so that each header is read once.
    [[nodiscard, gnu::always_inline]] char* next(char* to, value_view& v) noexcept {
        to = room(to);
        if (!is_plain_text(*words_of(v))) [[unlikely]] {
            auto const [end, behind] = other(to, words_of(v));
            v = value_at(behind);
            return end;
        }
        return print_literal(plain_text(to, v), "\"");
    }

    /// Writes a key and a colon, and advances `v` to the value.
    [[nodiscard, gnu::always_inline]] char* key(char* to, value_view& v) noexcept {
        to = room(to);
        if (is_plain_text(*words_of(v))) [[likely]]
            return print_literal(plain_text(to, v), "\":");
        auto const [end, behind] = other(to, words_of(v));
        v = value_at(behind);
        return print_literal(end, ":");
    }

    /// Writes values with a comma before each.
    [[nodiscard, gnu::always_inline]] char* sequence(char* to, value_view v, value_view last) noexcept {
        while (v != last) {
            *to = ',';
            to = next(to + 1, v);
        }
        return to;
    }

    void escaped(std::string_view s) noexcept { end(escaped(begin(), s)); }
    void value(value_view v) noexcept { end(value(begin(), v)); }

private:
    static constexpr std::size_t piece_size = longest_plain_text;
    static constexpr std::size_t widest_piece = 6 * piece_size + 2;
    static constexpr std::size_t least_room = widest_piece + spare;

    /// The places at which writing and reading continue.
    struct cursors {
        char* to;
        word const* from;
    };

    /// Returns a place with at least `least_room` bytes.
    [[nodiscard, gnu::always_inline]] char* room(char* to) noexcept {
        if (to > limit_) [[unlikely]]
            return grow(to);
        return to;
    }

    /// Returns a place in a larger buffer.
    [[gnu::noinline]] char* grow(char* to) noexcept {
        end(to);
        return begin();
    }

    /// Writes long text in pieces, so that the room for the worst case stays small. Pieces end between UTF-8 sequences.
    template <class Print>
    char* in_pieces(char* to, std::string_view s, Print print) noexcept {
        for (std::size_t i = 0; i < s.size() && limit_ != nullptr;) {
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

    static char const* chars(word const* words) noexcept {
        return reinterpret_cast<char const*>(words);  // any memory may be read as char
    }

    /// Writes plain text without the quote at its end, and advances `v`.
    [[gnu::always_inline]] static char* plain_text(char* to, value_view& v) noexcept {
        word const* const body = words_of(v) + 1;
        std::size_t const size = high(body[-1]);
        v = value_at(body + words_for(size));
        *to = '"';
        return copy_blocks(to + 1, chars(body), size);
    }

    /// Writes a value that is not plain text. For the most common ones needs no stack frame: all calls are tail calls.
    [[gnu::noinline]] cursors other(char* to, word const* at) noexcept {
        word const* const body = at + 1;
        if (tag_of(*at) == tag::integer && *body < least_large) {
            return {print_small(to, static_cast<std::uint32_t>(*body)), body + 1};
        }
        if (tag_of(*at) != tag::text || high(*at) > piece_size) return uncommon(to, at);
        // a few bytes after the text may be read, since it lies in an arena
        char const* const end = chars(body) + high(*at);
        *to = '"';
        auto const [copied, rest] = copy_plain(to + 1, chars(body), end);
        if (rest != end) [[unlikely]]
            return special_text(copied, rest, at);
        return {print_literal(copied, "\""), body + words_for(high(*at))};
    }

    /// Writes the rest of the text `at`, from a character on that is not plain.
    [[gnu::noinline]] static cursors special_text(char* to, char const* from, word const* at) noexcept {
        auto const left = static_cast<std::size_t>(chars(at + 1) + high(*at) - from);
        return {print_literal(print_padded_text(to, from, left), "\""), at + value_size(*at)};
    }

    [[gnu::noinline]] cursors uncommon(char* to, word const* at) noexcept {
        switch (tag_of(*at)) {
            case tag::boolean: return {high(*at) != 0 ? print_literal(to, "true") : print_literal(to, "false"), at + 1};
            case tag::real: return number<word, print_real>(to, at);
            case tag::object: return object(to, at + 1, at + 1 + high(*at));
            case tag::array: return array(to, at + 1, at + 1 + high(*at));
            case tag::integer: return number<std::int64_t, print_integer>(to, at);
            case tag::unsigned_integer: return number<word, print_unsigned>(to, at);
            case tag::seconds: return number<std::chrono::nanoseconds, print_seconds>(to, at);
            case tag::text: return long_text(to, at);
            case tag::number: return raw(to, at);
            default: return {print_literal(to, "null"), at + 1};
        }
    }

    template <class T, char* (*Print)(char*, T)>
    [[gnu::noinline]] static cursors number(char* to, word const* at) noexcept {
        return {Print(to, std::bit_cast<T>(at[1])), at + 2};
    }

    [[gnu::noinline]] cursors long_text(char* to, word const* at) noexcept {
        return {string(to, {chars(at + 1), high(*at)}), at + value_size(*at)};
    }

    /// Writes bytes that are already JSON.
    [[gnu::noinline]] cursors raw(char* to, word const* at) noexcept {
        return {in_pieces(to, {chars(at + 1), high(*at)}, copy_bytes), at + value_size(*at)};
    }

    [[gnu::noinline]] cursors array(char* to, word const* body, word const* end) noexcept {
        *to++ = '[';
        if (body == end) *to++ = ',';
        for (value_view v = value_at(body); words_of(v) != end;) {
            to = next(to, v);
            *to++ = ',';
        }
        to[-1] = ']';
        return {to, end};
    }

    [[gnu::noinline]] cursors object(char* to, word const* body, word const* end) noexcept {
        *to++ = '{';
        if (body == end) *to++ = ',';
        for (value_view v = value_at(body); words_of(v) != end;) {
            to = next(key(to, v), v);
            *to++ = ',';
        }
        to[-1] = '}';
        return {to, end};
    }

    output_buffer& out_;
    char* limit_ = nullptr;  // the last place with the least room; null if there is no memory
    std::array<char, least_room> lost_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
