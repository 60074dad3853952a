// SPDX-License-Identifier: BSL-1.0

// e2e: measures T1 until its bytes are in a file, with one write for each record and with sinks that batch records.

#include "support/end_to_end.hpp"
#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/batch_sink.hpp>
#include <logdefer/sinks/file_sink.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace bench {
namespace {

template <class Sink>
class records {
public:
    explicit records(std::string const& path) : sink_{logdefer::file_sink{path}} {}

    auto client() {
        return [this](request const& r) {
            logdefer::basic_log_defer<logdefer::system_clock> log{sink_};
            record_standard(log, r);
        };
    }

    void finish() {
        if constexpr (requires { sink_.flush({}); }) {
            require(sink_.flush(std::chrono::steady_clock::now() + std::chrono::hours{1}), "not flushed");
        }
    }

private:
    Sink sink_;
};

struct nothing {
    explicit nothing(logdefer::file_sink const&) {}
    void operator()(std::string_view) const noexcept {}
};

bool const programs = add_end_to_end<records<nothing>>("e2e/null", 0)
                      && add_end_to_end<records<logdefer::file_sink>>("e2e/file_sink", 1)
                      && add_end_to_end<records<logdefer::batch_sink>>("e2e/batch_sink", 1)
                      && add_end_to_end<records<logdefer::async_sink>, records<nothing>>("e2e/async_sink", 1);

}  // namespace
}  // namespace bench
