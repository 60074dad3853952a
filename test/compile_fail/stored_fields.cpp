// expect: use of deleted function|call to deleted constructor
// errors: several
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/value.hpp>

#include <vector>

void store(int id) {
#ifdef SHOULD_FAIL
    std::vector<logdefer::fields> sets;
    sets.push_back({{"id", id}});
#else
    (void)id;
#endif
}
