// expect: logdefer: the keys of this map are enumerators without names
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <map>

enum class state { open, closed };

void log_it(logdefer::basic_log_defer<>& log) {
#ifdef SHOULD_FAIL
    log["states"] = std::map<state, int>{{state::open, 1}};
#else
    log["states"] = std::map<int, int>{{static_cast<int>(state::open), 1}};
#endif
}
