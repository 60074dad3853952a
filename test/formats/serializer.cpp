// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/serializer.hpp>

#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <system_error>

namespace {

using logdefer::output_buffer;
using logdefer::record_view;

/// The example of the header.
struct start_only {
    std::error_code append(record_view const& r, output_buffer& out) {
        out.append(std::to_string(r.start().count()));
        out.append('\n');
        return {};
    }
};
struct returns_nothing {
    void append(record_view const&, output_buffer&) {}
};
struct returns_bool {
    bool append(record_view const&, output_buffer&) { return true; }
};
struct takes_a_string {
    std::error_code append(record_view const&, std::string&) { return {}; }
};
struct has_state {
    std::unique_ptr<int> state;
    std::error_code append(record_view const&, output_buffer&) { return {}; }
};
struct immovable : start_only {
    immovable(immovable&&) = delete;
};

static_assert(logdefer::serializer<start_only> && logdefer::serializer<has_state>);
static_assert(!logdefer::serializer<returns_nothing> && !logdefer::serializer<returns_bool>);
static_assert(!logdefer::serializer<takes_a_string> && !logdefer::serializer<int>);
static_assert(!logdefer::serializer<immovable> && !logdefer::serializer<start_only const>);

}  // namespace

BOOST_AUTO_TEST_CASE(the_serializer_of_the_documentation_works) {
    support::recording r{std::chrono::nanoseconds{42}};
    output_buffer out;
    BOOST_TEST(!start_only{}.append(r.seal({}), out));
    BOOST_TEST(out.view() == "42\n");
}
