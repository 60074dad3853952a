// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The detail of a timer besides its start and end, and its layout in the timer's entry.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/clocks/clock.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Counters of how the work that a timer measures was run. Times are in ticks of the clock, and finally in nanoseconds.
struct run_counters {
    std::int64_t busy = 0;     ///< time of execution
    std::int64_t queued = 0;   ///< time in which the work was ready and waited for a thread
    std::int64_t resumes = 0;  ///< how often the work was continued
    std::int64_t hops = 0;     ///< how often it was continued on another thread
    std::int64_t max_run = 0;  ///< the longest uninterrupted execution
};

template <class Clock>
[[nodiscard]] run_counters in_nanoseconds(run_counters c, Clock const& clock) noexcept {
    for (std::int64_t* const ticks : {&c.busy, &c.queued, &c.max_run}) *ticks = clock.elapsed(*ticks).count();
    return c;
}

/// An object with the members of one `timing`. Each has 4 words: a key with one word of text, and a number that is
/// filled in later.
template <timing Timing>
class run_detail {
    static_assert(Timing != timing::wall,
                  "logdefer: timing::wall records no detail; use timing::split or timing::full.");

public:
    static constexpr std::size_t members = Timing == timing::full ? 5 : 2;
    static constexpr std::size_t words = 1 + 4 * members;

    /// Writes the object with all numbers 0.
    static word* place(word* to) noexcept {
        std::memcpy(to, blank.data(), sizeof blank);
        return to + words;
    }

    /// Fills in the numbers of an object that `place` has written. Times are in nanoseconds.
    static void fill(word* object, run_counters const& counters) noexcept {
        auto const numbers = in_order(counters);
        for (std::size_t i = 0; i < members; ++i) object[4 * i + 4] = static_cast<word>(numbers[i]);
    }

private:
    struct member {
        std::string_view name;
        tag kind;
    };

    static constexpr std::array<member, members> layout_of() noexcept {
        if constexpr (Timing == timing::full) {
            return {{{"busy", tag::seconds},
                     {"queued", tag::seconds},
                     {"resumes", tag::integer},
                     {"hops", tag::integer},
                     {"max_run", tag::seconds}}};
        } else {
            return {{{"busy", tag::seconds}, {"resumes", tag::integer}}};
        }
    }

    static constexpr std::array<std::int64_t, members> in_order(run_counters const& c) noexcept {
        if constexpr (Timing == timing::full) {
            return {c.busy, c.queued, c.resumes, c.hops, c.max_run};
        } else {
            return {c.busy, c.resumes};
        }
    }

    static constexpr std::array<word, words> make_blank() noexcept {
        std::array<word, words> object{};
        object[0] = pack(static_cast<word>(tag::object), 0, words - 1);
        for (std::size_t i = 0; i < members; ++i) {
            auto const [name, kind] = layout_of()[i];
            object[4 * i + 1] = pack(static_cast<word>(tag::text), value_flag::plain, name.size());
            for (std::size_t c = 0; c < name.size(); ++c) {  // in memory, the least significant byte is first
                object[4 * i + 2] |= word{static_cast<unsigned char>(name[c])} << 8 * c;
            }
            object[4 * i + 3] = static_cast<word>(kind);
        }
        return object;
    }

    static constexpr std::array<word, words> blank = make_blank();
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
