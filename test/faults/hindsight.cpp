// SPDX-License-Identifier: BSL-1.0
/// Settings whose decisions fail for want of memory.

#include <logdefer/settings/settings.hpp>

#include "allocations.hpp"
#include "ended_record.hpp"

#include <logdefer/logdefer.hpp>
#include <logdefer/settings/rules.hpp>
#include <logdefer/testing.hpp>
#include <logdefer/values/secret.hpp>

#include <boost/json.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace {

using faults::ending;
using faults::failures;
using faults::result;

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

/// How the log has its settings.
enum class owner { program, log };
std::ostream& operator<<(std::ostream& out, owner o) { return out << (o == owner::program ? "program" : "log"); }

constexpr std::string_view at_a_path = "secret at a path";
constexpr std::string_view never_recorded = "never recorded 1";
constexpr std::string_view learnt = "learnt by the log";
constexpr std::string_view of_a_probe = "result of a probe";

/// Texts that exist before allocations fail.
struct ingredients {
    std::string long_text = std::string(500, 'x');
    std::string learnt_later = "later: " + std::string{learnt};
};

/// A log and two forks, which record what has to be concealed, cut, hidden or computed.
void record(log_type& log, ingredients const& in) {
    log.info("learnt by the log", {{"token", at_a_path}, {"password", logdefer::secret{never_recorded}}});
    log["token"] = at_a_path;
    log["user"] = logdefer::fields{{"token", logdefer::list{at_a_path, 1}}, {"name", "jane"}};
    log[learnt] = logdefer::fields{{learnt, 1}, {"nested", {{learnt, 2}}}};
    log["number"] = 1234567;
    log["small"] = log.if_kept([] { return of_a_probe; });
    log["large"] = log.if_kept([ballast = std::array<char, 3000>{}] { return ballast[0]; });
    log["token of a probe"] = log.if_kept([] { return logdefer::secret{at_a_path}; });
    log.redact(learnt);
    log.redact("1234567");
    log.debug(in.learnt_later);
    log.warn(in.long_text);
}

void transact(log_type& log, ending end, result& out) {
    static ingredients const in;
    record(log, in);
    {
        auto fork = log.fork();
        fork.info(in.learnt_later, {{"token", at_a_path}});
        fork["fork"] = fork.if_kept([] { return 17; });
        fork.redact(learnt);
    }
    for (int i = 0; i < 30; ++i) log.log_at<50>(in.long_text, i);
    if (end == ending::text) out.code = log.finish(out.line);
    if (end == ending::structure) out.code = log.finish(out.structure);
}

logdefer::settings settings_for(result& out) {
    return {.verbosity = 45,
            .escalate = logdefer::has_level(20),
            .keep = logdefer::failed || logdefer::has_level(20),
            .max_bytes = 3000,
            .max_entries = 20,
            .redact = {"**.token"},
            .members = {{"service", "x"}},
            .on_error = out};
}

void run(owner by, ending end, faults::plan plan, result& out) {
    logdefer::trim_memory();
    logdefer::manual_clock const clock;
    auto const shared = settings_for(out);
    auto own = shared;
    faults::armed const counter{plan};
    {
        auto const to_sink = [&out](std::string_view text) {
            out.size = text.copy(out.bytes.data(), out.bytes.size());
        };
        std::optional<log_type> log;
        by == owner::program ? log.emplace(to_sink, shared, clock) : log.emplace(to_sink, std::move(own), clock);
        transact(*log, end, out);
    }
    out.allocations = counter.seen();
}

bool occurs(std::string_view secret, std::string const& text) { return text.find(secret) != text.npos; }

auto const owners = boost::unit_test::data::make({owner::program, owner::log});
auto const endings = boost::unit_test::data::make({ending::sink, ending::text, ending::structure});
auto const kinds = boost::unit_test::data::make({failures::one, failures::all_that_follow});

}  // namespace

BOOST_DATA_TEST_CASE(whichever_allocation_fails_no_secret_is_written_and_what_is_lost_is_told, owners* endings* kinds,
                     by, end, kind) {
    result whole;
    run(by, end, {}, whole);
    BOOST_TEST(!whole.reported());
    BOOST_TEST(occurs(of_a_probe, whole.text()));
    bool failed = true;
    for (std::size_t n = 0; failed; ++n) {
        BOOST_TEST_CONTEXT("allocation " << n) {
            logdefer::trim_memory();
            auto const blocks = faults::live_blocks();
            {
                result r;
                run(by, end, {n, kind == failures::one ? 1 : faults::never}, r);
                failed = r.allocations > n;
                auto const text = r.text();
                BOOST_TEST(!occurs(at_a_path, text));
                BOOST_TEST(!occurs(never_recorded, text));
                BOOST_TEST((r.reported() || !occurs(learnt, text)));  // a value that cannot be noted is reported
                BOOST_TEST((r.reported() || !occurs("1234567", text)));
                BOOST_TEST((r.reported() || occurs(R"("dropped")", text) || text == whole.text()), text);
            }
            logdefer::trim_memory();
            BOOST_TEST(faults::live_blocks() == blocks);
        }
    }
}
