// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/formats/text_serializer.hpp>

#include "allocations.hpp"

#include <support/recording.hpp>
#include <support/torn_record.hpp>

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <system_error>

namespace {

using namespace std::chrono_literals;
using logdefer::detail::layout;
using serializers = boost::mpl::list<logdefer::json_serializer, logdefer::text_serializer>;

constexpr std::size_t read_ahead = 2;  // words: text is read in blocks

/// The free space of the buffer when one allocation in the middle of a record fails, and all later ones.
template <class Serializer>
std::size_t room_after(std::size_t allocations, logdefer::record_view r) {
    logdefer::output_buffer out;
    std::error_code code;
    {
        faults::armed const failing{{.first = allocations, .count = faults::never}};
        code = Serializer{}.append(r, out);
    }
    BOOST_TEST(code == logdefer::error::out_of_memory);
    return out.capacity();
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(that_runs_out_of_memory_anywhere_is_an_error, Serializer, serializers) {
    support::recording r;
    for (int i = 0; i < 10'000; ++i) r.line(0ns, 30, "m\n", std::string(i == 5'000 ? 100'000 : 1, 'x'), i);
    auto const whole = r.seal(0ns);
    for (std::size_t allocations = 0; allocations < 8; ++allocations) (void)room_after<Serializer>(allocations, whole);
}

/// The other serializer goes on to the end of the record, which is faster.
BOOST_AUTO_TEST_CASE(for_people_to_read_ends_when_memory_is_out) {
    constexpr std::size_t words_of_line = 5;
    constexpr std::size_t least_text = 18;
    support::recording r;
    for (int i = 0; i < 100'000; ++i) r.line(0ns, 30, "m");
    auto const whole = r.seal(0ns);
    for (std::size_t allocations = 0; allocations < 8; ++allocations) {
        std::size_t const lines = room_after<logdefer::text_serializer>(allocations, whole) / least_text + 2;
        support::torn_record const torn{whole, layout::entries + lines * words_of_line + read_ahead};
        (void)room_after<logdefer::text_serializer>(allocations, torn.view());
    }
}
