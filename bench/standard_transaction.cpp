// SPDX-License-Identifier: BSL-1.0

// T1: measures one whole transaction, compared with a program that is written only for it.

#include "floor.hpp"
#include "floor_given_text.hpp"
#include "support/measure.hpp"
#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/clocks/tsc_clock.hpp>

#include <string>

namespace bench {
namespace {

using logdefer::system_clock;
using logdefer::tsc_clock;

/// Checks that programs of this library and the floor produce equal bytes, and read the clocks equally often.
void require_bytes(std::string_view line) {
    require(line == expected_line(), "another text: " + std::string{line});
    require(stepping_clock::tick_reads == 16 && stepping_clock::wall_reads == 1, "another number of clock reads");
}

template <template <class> class Program>
void require_no_allocation() {
    Program<system_clock> program;
    request const r;
    for (int i = 0; i < 8; ++i) (void)program(r);
    auto const before = allocations();
    for (int i = 0; i < 100; ++i) (void)program(r);
    require(allocations() == before, "allocates in its steady state");
}

bool const programs = add_program<with_library, system_clock>("T1/logdefer", require_bytes)
                      && add_program<with_library, tsc_clock>("T1/logdefer_tsc", require_bytes)
                      && add_program<hand_written, system_clock>("T1/floor", require_bytes)
                      && add_program<hand_written, tsc_clock>("T1/floor_tsc", require_bytes)
                      && add_program<hand_written_given_text, system_clock>("T1/floor_given_text", require_bytes);

/// Measures transactions of threads that share nothing.
BENCHMARK(time_program<with_library<system_clock>>)->Name("T1/logdefer_threads")->ThreadRange(1, 8)->UseRealTime();
BENCHMARK(time_program<hand_written<system_clock>>)->Name("T1/floor_threads")->ThreadRange(1, 8)->UseRealTime();

bool const steady_state = add_check("T1/logdefer allocations", require_no_allocation<with_library>);

}  // namespace
}  // namespace bench
