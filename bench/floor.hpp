// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The hand-written floor: the cost of a program that can log only the standard transaction.
///
/// One function from the first clock read to the last byte. Keys, messages, levels and timer names are constants, so
/// they are part of the text between the values and need no escape; times are stored in local variables and printed
/// from integers; the values of the request are searched for characters to escape. No line of it could be used for
/// another transaction.

#include "support/request.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include <emmintrin.h>

namespace bench {
namespace floor_detail {

inline constexpr std::array<char, 200> pairs = [] {
    std::array<char, 200> digits{};
    for (std::size_t i = 0; i < 100; ++i) {
        digits[2 * i] = static_cast<char>('0' + i / 10);
        digits[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return digits;
}();

inline char* put_pair(char* to, std::uint64_t n) noexcept {
    std::memcpy(to, &pairs[2 * n], 2);
    return to + 2;
}

/// Appends text without its terminating zero; a constant size is compiled to a few moves.
template <std::size_t N>
[[gnu::always_inline]] inline char* put(char* to, char const (&text)[N]) noexcept {
    std::memcpy(to, text, N - 1);
    return to + N - 1;
}

inline char* put_unsigned(char* to, std::uint64_t n) noexcept {
    if (n < 10) {
        *to = static_cast<char>('0' + n);
        return to + 1;
    }
    if (n < 100) return put_pair(to, n);
    if (n < 1000) {
        *to = static_cast<char>('0' + n / 100);
        return put_pair(to + 1, n % 100);
    }
    if (n < 10'000) return put_pair(put_pair(to, n / 100), n % 100);
    return std::to_chars(to, to + 20, n).ptr;
}

inline char* put_integer(char* to, std::int64_t n) noexcept {
    if (n >= 0) return put_unsigned(to, static_cast<std::uint64_t>(n));
    *to = '-';
    return put_unsigned(to + 1, ~static_cast<std::uint64_t>(n) + 1);
}

inline char* put_micros(char* to, std::uint32_t micros) noexcept {
    to = put_pair(to, micros / 10'000);
    to = put_pair(to, micros / 100 % 100);
    return put_pair(to, micros % 100);
}

/// Appends an offset or a duration, which is nearly always below a second.
inline char* put_time(char* to, std::chrono::nanoseconds t) noexcept {
    auto const ns = t.count() < 0 ? 0 : static_cast<std::uint64_t>(t.count());
    if (ns < 1'000'000'000) [[likely]] {
        to = put(to, "0.");
        return put_micros(to, static_cast<std::uint32_t>(ns) / 1000);
    }
    to = put_unsigned(to, ns / 1'000'000'000);
    *to = '.';
    return put_micros(to + 1, static_cast<std::uint32_t>(ns % 1'000'000'000) / 1000);
}

/// Appends seconds since the epoch: ten digits until the year 2286.
inline char* put_start(char* to, std::chrono::nanoseconds t) noexcept {
    auto const ns = static_cast<std::uint64_t>(t.count());
    auto const seconds = static_cast<std::uint32_t>(ns / 1'000'000'000);
    to = put_pair(to, seconds / 100'000'000);
    to = put_pair(to, seconds / 1'000'000 % 100);
    to = put_pair(to, seconds / 10'000 % 100);
    to = put_pair(to, seconds / 100 % 100);
    to = put_pair(to, seconds % 100);
    *to = '.';
    return put_micros(to + 1, static_cast<std::uint32_t>(ns % 1'000'000'000) / 1000);
}

/// Numbers with at most three decimals, the usual case, are printed from an integer; others by the general printer.
inline char* put_real(char* to, double d) noexcept {
    if (d >= 0 && d < 1e9) [[likely]] {
        auto const thousandths = static_cast<std::uint64_t>(d * 1000 + 0.5);
        if (static_cast<double>(thousandths) / 1000 == d) {
            to = put_unsigned(to, thousandths / 1000);
            auto const rest = static_cast<std::uint32_t>(thousandths % 1000);
            if (rest == 0) return to;
            to[0] = '.';
            to[1] = static_cast<char>('0' + rest / 100);
            put_pair(to + 2, rest % 100);
            return to + (rest % 100 == 0 ? 2 : rest % 10 == 0 ? 3 : 4);
        }
    }
    return std::to_chars(to, to + 32, d).ptr;
}

inline char* put_escaped_byte(char* to, unsigned char c) noexcept {
    if (c == '"' || c == '\\') {
        to[0] = '\\';
        to[1] = static_cast<char>(c);
        return to + 2;
    }
    if (c >= 0x20) {
        *to = static_cast<char>(c);
        return to + 1;
    }
    to = put(to, "\\u00");
    to[0] = static_cast<char>('0' + c / 16);
    to[1] = "0123456789abcdef"[c % 16];
    return to + 2;
}

/// Examines sixteen bytes at a time; may write sixteen bytes more than the text needs. Text beyond ASCII is copied.
inline char* put_text(char* to, std::string_view s) noexcept {
    char const* from = s.data();
    char const* const end = from + s.size();
    for (; end - from >= 16; from += 16, to += 16) {
        // casts: the types that the two intrinsics take
        __m128i const x = _mm_loadu_si128(reinterpret_cast<__m128i const*>(from));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), x);
        __m128i const control = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x);
        __m128i const special =
            _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')), _mm_cmpeq_epi8(x, _mm_set1_epi8('\\')));
        if (_mm_movemask_epi8(_mm_or_si128(control, special)) != 0) break;
    }
    for (; from != end; ++from) to = put_escaped_byte(to, static_cast<unsigned char>(*from));
    return to;
}

}  // namespace floor_detail

template <class Clock>
class hand_written {
public:
    std::string_view operator()(request const& r) noexcept {
        using namespace floor_detail;
        auto const wall = Clock::wall();
        auto const start = Clock::ticks();
        auto const accepted = Clock::ticks();
        auto const authenticate = Clock::ticks();
        auto const session_found = Clock::ticks();
        auto const authenticated = Clock::ticks();
        auto const query = Clock::ticks();
        auto const exhausted = Clock::ticks();
        auto const loaded = Clock::ticks();
        auto const queried = Clock::ticks();
        auto const render = Clock::ticks();
        auto const reset = Clock::ticks();
        auto const rendered = Clock::ticks();
        auto const send = Clock::ticks();
        auto const written = Clock::ticks();
        auto const sent = Clock::ticks();
        auto const end = Clock::ticks();

        char* to = reserve(6 * (r.method.size() + r.path.size() + r.user.size()));
        to = put(to, "{\"start\":");
        to = put_start(to, wall);
        to = put(to, ",\"end\":");
        to = put_time(to, Clock::elapsed(end - start));
        to = put(to, ",\"data\":{\"method\":\"");
        to = put_text(to, r.method);
        to = put(to, "\",\"path\":\"");
        to = put_text(to, r.path);
        to = put(to, "\",\"status\":");
        to = put_integer(to, r.status);
        to = put(to, ",\"bytes\":");
        to = put_integer(to, r.bytes);
        to = put(to, ",\"user\":\"");
        to = put_text(to, r.user);
        to = r.cached ? put(to, "\",\"cached\":true},\"logs\":[[") : put(to, "\",\"cached\":false},\"logs\":[[");
        to = put_time(to, Clock::elapsed(accepted - start));
        to = put(to, ",30,\"request accepted from the load balancer\"],[");
        to = put_time(to, Clock::elapsed(session_found - start));
        to = put(to, ",40,\"session found in the local cache\"],[");
        to = put_time(to, Clock::elapsed(exhausted - start));
        to = put(to, ",20,\"connection pool exhausted, waiting for a slot\",{\"attempt\":");
        to = put_integer(to, r.attempt);
        to = put(to, ",\"waited_ms\":");
        to = put_real(to, r.waited_ms);
        to = put(to, "}],[");
        to = put_time(to, Clock::elapsed(loaded - start));
        to = put(to, ",30,\"order loaded with all of its positions\"],[");
        to = put_time(to, Clock::elapsed(reset - start));
        to = put(to, ",10,\"peer reset the connection, trying the replica\",{\"attempt\":");
        to = put_integer(to, r.attempt);
        to = put(to, ",\"waited_ms\":");
        to = put_real(to, r.waited_ms);
        to = put(to, "}],[");
        to = put_time(to, Clock::elapsed(written - start));
        to = put(to, ",30,\"response written to the client\"]],\"timers\":[[\"authenticate\",");
        to = put_time(to, Clock::elapsed(authenticate - start));
        *to++ = ',';
        to = put_time(to, Clock::elapsed(authenticated - start));
        to = put(to, "],[\"db.query\",");
        to = put_time(to, Clock::elapsed(query - start));
        *to++ = ',';
        to = put_time(to, Clock::elapsed(queried - start));
        to = put(to, "],[\"render\",");
        to = put_time(to, Clock::elapsed(render - start));
        *to++ = ',';
        to = put_time(to, Clock::elapsed(rendered - start));
        to = put(to, "],[\"send\",");
        to = put_time(to, Clock::elapsed(send - start));
        *to++ = ',';
        to = put_time(to, Clock::elapsed(sent - start));
        to = put(to, "]]}\n");
        return {buffer_.get(), static_cast<std::size_t>(to - buffer_.get())};
    }

private:
    static constexpr std::size_t constant_size = 1024;  // more than all text but that of the request

    char* reserve(std::size_t texts) {
        if (capacity_ < texts + constant_size) [[unlikely]] {
            capacity_ = 2 * (texts + constant_size);
            buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);
        }
        return buffer_.get();
    }

    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0;
};

}  // namespace bench
