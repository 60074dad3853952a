// SPDX-License-Identifier: BSL-1.0
#include "json/scan.hpp"

#include <bit>
#include <cstring>
#include <utility>

#if defined(__SSE2__)  // part of every x86-64; on other processors bytes are examined one by one
#include <emmintrin.h>
#endif

namespace viz::json {

#if defined(__SSE2__)  // see above

namespace {

constexpr std::size_t block = 16;

/// Returns a bit for each of 16 bytes, which is set if the byte equals `byte`.
unsigned equal_bytes(char const* from, char byte) noexcept {
    // cast: the intrinsic is made for unaligned access through the vector type
    __m128i const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(from));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte))));
}

}  // namespace

#endif

needle::needle(std::string text) : text_(std::move(text)) {
    bool const quoted = text_.size() > 3 && text_.front() == '"';
    first_ = quoted ? 1 : 0;
    second_ = text_.size() - (quoted ? 2 : 1);
}

std::size_t needle::find_in(std::string_view hay, std::size_t from) const noexcept {
#if defined(__SSE2__)  // see above
    std::size_t const size = text_.size();
    for (; from + size + block <= hay.size(); from += block) {
        unsigned hits = equal_bytes(hay.data() + from + first_, text_[first_])
                        & equal_bytes(hay.data() + from + second_, text_[second_]);
        for (; hits != 0; hits &= hits - 1) {
            std::size_t const at = from + static_cast<std::size_t>(std::countr_zero(hits));
            if (std::memcmp(hay.data() + at, text_.data(), size) == 0) return at;
        }
    }
#endif
    return hay.find(text_, from);
}

std::string_view scalar_after(std::string_view line, std::size_t at) {
    constexpr std::string_view space = " \t\r";
    at = line.find_first_not_of(space, at);
    if (at == std::string_view::npos || line[at] != ':') return {};
    at = line.find_first_not_of(space, at + 1);
    if (at == std::string_view::npos) return {};
    // a quote also ends a token that is not a string: no number or word contains one, and so no byte is examined twice
    std::size_t const end = line[at] == '"' ? line.find('"', at + 1) : line.find_first_of(",}]\" \t\r\n", at);
    if (end == std::string_view::npos) return {};
    return line.substr(at, end - at + (line[at] == '"' ? 1 : 0));
}

}  // namespace viz::json
