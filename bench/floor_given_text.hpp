// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The hand-written floor without its greatest advantage: keys, messages and timer names are known only at run time.
///
/// It knows the shape of the transaction, as the floor does, but must copy each text when it is passed, since the
/// caller's may not exist at the end, and must search it for characters to escape when it prints it. The difference
/// from the floor is the cost of texts that are not known at compile time, which any library has.

#include "floor.hpp"

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <emmintrin.h>

namespace bench {

/// The texts of the standard transaction, as strings that compilers cannot see through.
struct given_texts {
    std::array<std::string, 6> keys{"method", "path", "status", "bytes", "user", "cached"};
    std::array<std::string, 6> messages{
        "request accepted from the load balancer",       "session found in the local cache",
        "connection pool exhausted, waiting for a slot", "order loaded with all of its positions",
        "peer reset the connection, trying the replica", "response written to the client"};
    std::array<std::string, 2> fields{"attempt", "waited_ms"};
    std::array<std::string, 4> timers{"authenticate", "db.query", "render", "send"};
};

namespace floor_detail {

/// A copy of a text, followed by 16 readable bytes.
struct kept_text {
    char const* data;
    std::size_t size;
};

/// Examines whole blocks, including the last one; may write 16 bytes more than the text needs.
inline char* put_kept(char* to, kept_text text) noexcept {
    for (std::size_t i = 0; i < text.size; i += 16) {
        // casts: the types that the two intrinsics take
        __m128i const x = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text.data + i));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), x);
        __m128i const control = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x);
        __m128i const special =
            _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')), _mm_cmpeq_epi8(x, _mm_set1_epi8('\\')));
        auto const found = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, special)));
        if (found != 0 && i + static_cast<std::size_t>(std::countr_zero(found)) < text.size) [[unlikely]]
            return put_text(to, {text.data, text.size});
    }
    return to + text.size;
}

inline char* put_string(char* to, kept_text text) noexcept {
    *to = '"';
    to = put_kept(to + 1, text);
    *to = '"';
    return to + 1;
}

/// Writes the start of a line, including its comma.
inline char* put_line(char* to, std::chrono::nanoseconds t, int level, kept_text message) noexcept {
    to = put_time(put(to, "["), t);
    to = put(put_unsigned(put(to, ","), static_cast<std::uint64_t>(level)), ",");
    return put_string(to, message);
}

inline char* put_timer(char* to, kept_text name, std::chrono::nanoseconds start,
                       std::chrono::nanoseconds end) noexcept {
    to = put_time(put(put_string(put(to, "["), name), ","), start);
    return put(put_time(put(to, ","), end), "],");
}

}  // namespace floor_detail

template <class Clock>
class hand_written_given_text {
public:
    std::string_view operator()(request const& r) noexcept {
        using namespace floor_detail;
        reserve(r);
        auto const& [keys, messages, fields, timers] = *texts_;
        auto const wall = Clock::wall();
        start_ = Clock::ticks();
        std::array const names{keep(keys[0]), keep(keys[1])};
        auto const method = keep(r.method);
        auto const path = keep(r.path);
        auto const accepted = event(messages[0]);
        auto const authenticate = event(timers[0]);
        auto const session_found = event(messages[1]);
        auto const authenticated = Clock::ticks();
        auto const query = event(timers[1]);
        auto const exhausted = event(messages[2]);
        std::array const first_fields{keep(fields[0]), keep(fields[1])};
        auto const loaded = event(messages[3]);
        auto const queried = Clock::ticks();
        auto const render = event(timers[2]);
        auto const reset = event(messages[4]);
        std::array const second_fields{keep(fields[0]), keep(fields[1])};
        auto const rendered = Clock::ticks();
        auto const send = event(timers[3]);
        auto const written = event(messages[5]);
        auto const sent = Clock::ticks();
        std::array const more_names{keep(keys[2]), keep(keys[3]), keep(keys[4]), keep(keys[5])};
        auto const user = keep(r.user);
        auto const end = Clock::ticks();

        char* to = put_start(put(line_.get(), "{\"start\":"), wall);
        to = put(put_time(put(to, ",\"end\":"), offset(end)), ",\"data\":{");
        to = put(put_string(put(put_string(to, names[0]), ":"), method), ",");
        to = put(put_string(put(put_string(to, names[1]), ":"), path), ",");
        to = put(put_integer(put(put_string(to, more_names[0]), ":"), r.status), ",");
        to = put(put_integer(put(put_string(to, more_names[1]), ":"), r.bytes), ",");
        to = put(put_string(put(put_string(to, more_names[2]), ":"), user), ",");
        to = put(put_string(to, more_names[3]), ":");
        to = r.cached ? put(to, "true},\"logs\":[") : put(to, "false},\"logs\":[");
        to = put(put_line(to, offset(accepted.ticks), 30, accepted.text), "],");
        to = put(put_line(to, offset(session_found.ticks), 40, session_found.text), "],");
        to = put(put_line(to, offset(exhausted.ticks), 20, exhausted.text), ",");
        to = put(put_fields(to, first_fields, r), "],");
        to = put(put_line(to, offset(loaded.ticks), 30, loaded.text), "],");
        to = put(put_line(to, offset(reset.ticks), 10, reset.text), ",");
        to = put(put_fields(to, second_fields, r), "],");
        to = put(put_line(to, offset(written.ticks), 30, written.text), "]],\"timers\":[");
        to = put_timer(to, authenticate.text, offset(authenticate.ticks), offset(authenticated));
        to = put_timer(to, query.text, offset(query.ticks), offset(queried));
        to = put_timer(to, render.text, offset(render.ticks), offset(rendered));
        to = put_timer(to, send.text, offset(send.ticks), offset(sent));
        to = put(to - 1, "]}\n");
        return {line_.get(), static_cast<std::size_t>(to - line_.get())};
    }

private:
    struct noted {
        std::int64_t ticks;
        floor_detail::kept_text text;
    };

    static char* put_fields(char* to, std::array<floor_detail::kept_text, 2> const& names, request const& r) noexcept {
        using namespace floor_detail;
        to = put_integer(put(put_string(put(to, "{"), names[0]), ":"), r.attempt);
        to = put_real(put(put_string(put(to, ","), names[1]), ":"), r.waited_ms);
        return put(to, "}");
    }

    [[nodiscard]] std::chrono::nanoseconds offset(std::int64_t ticks) const noexcept {
        return Clock::elapsed(ticks - start_);
    }

    noted event(std::string_view text) noexcept {
        auto const now = Clock::ticks();
        return {now, keep(text)};
    }

    floor_detail::kept_text keep(std::string_view text) noexcept {
        char* const to = std::exchange(top_, top_ + (text.size() / 16 + 2) * 16);
        std::memcpy(to, text.data(), text.size());
        return {to, text.size()};
    }

    /// Space for all texts as they are, and for the line if each byte of them needs the longest escape.
    void reserve(request const& r) {
        std::size_t const texts = r.method.size() + r.path.size() + r.user.size() + 1024;
        if (capacity_ < texts) [[unlikely]] {
            capacity_ = 2 * texts;
            copies_ = std::make_unique_for_overwrite<char[]>(capacity_);
            line_ = std::make_unique_for_overwrite<char[]>(6 * capacity_);
        }
        top_ = copies_.get();
    }

    std::unique_ptr<given_texts const> texts_ = std::make_unique<given_texts const>();
    std::unique_ptr<char[]> copies_;
    std::unique_ptr<char[]> line_;
    char* top_ = nullptr;
    std::size_t capacity_ = 0;
    std::int64_t start_ = 0;
};

}  // namespace bench
