// expect: (satisfaction of|does not satisfy) .level_set
// reported: here
// errors: several
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <string_view>

struct boundless {
    static constexpr std::string_view name(int) noexcept { return {}; }
    template <class Log>
    struct members {};
};

#ifdef SHOULD_FAIL
using broken = logdefer::basic_log_defer<logdefer::system_clock, logdefer::json_serializer, boundless>;
#endif
