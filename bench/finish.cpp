// SPDX-License-Identifier: BSL-1.0

// T3: measures the end of a recorded transaction, which is sealed, rendered, and passed to the sink.

#include "support/measure.hpp"
#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/clocks/tsc_clock.hpp>

#include <string_view>

namespace bench {
namespace {

template <class Log>
using recorder = void (*)(Log&, request const&);

keeping_sink sink;

template <class Log, recorder<Log> Record>
Log recorded() {
    Log log{sink};
    Record(log, request{});
    return log;
}

template <class Log>
std::string_view finish(Log& log) noexcept {
    (void)log.finish();
    return sink.line;
}

template <class Log, recorder<Log> Record>
bool add_finish(char const* name) {
    return add_ends(name, recorded<Log, Record>, finish<Log>);
}

using steady = logdefer::basic_log_defer<logdefer::system_clock>;
using tsc = logdefer::basic_log_defer<logdefer::tsc_clock>;

bool const programs = add_finish<steady, record_standard<steady>>("T3/logdefer")
                      && add_finish<tsc, record_standard<tsc>>("T3/logdefer_tsc");

}  // namespace
}  // namespace bench
