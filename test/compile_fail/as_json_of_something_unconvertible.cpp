// expect: has_value_from<.*evaluated to .?false
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/boost_json.hpp>

#include <vector>

struct opaque {
    int value;
};

void convert(std::vector<int> const& known, [[maybe_unused]] opaque const& unknown) {
    (void)logdefer::as_json(known);
#ifdef SHOULD_FAIL
    (void)logdefer::as_json(unknown);
#endif
}
