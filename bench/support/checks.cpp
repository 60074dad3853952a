// SPDX-License-Identifier: BSL-1.0
#include "checks.hpp"

#include <boost/json.hpp>

#include <cmath>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

namespace bench {
namespace {

struct named_check {
    std::string name;
    std::function<void()> run;
};

std::vector<named_check>& checks() {
    static std::vector<named_check> all;
    return all;
}

void require_equal(boost::json::value const& is, boost::json::value const& should, std::string const& place);

void require_equal(boost::json::object const& is, boost::json::object const& should, std::string const& place) {
    require(is.size() == should.size(), place + ": a member too many or too few");
    for (auto const& member : should) {
        auto const* const found = is.if_contains(member.key());
        std::string const inner = place + "." + std::string{member.key()};
        require(found != nullptr, inner + ": absent");
        require_equal(*found, member.value(), inner);
    }
}

void require_equal(boost::json::array const& is, boost::json::array const& should, std::string const& place) {
    require(is.size() == should.size(), place + ": an element too many or too few");
    for (std::size_t i = 0; i < should.size(); ++i) {
        require_equal(is[i], should[i], place + "[" + std::to_string(i) + "]");
    }
}

/// Writers print numbers differently; times of a record have six decimals.
void require_equal(boost::json::value const& is, boost::json::value const& should, std::string const& place) {
    if (is.is_object() && should.is_object()) return require_equal(is.get_object(), should.get_object(), place);
    if (is.is_array() && should.is_array()) return require_equal(is.get_array(), should.get_array(), place);
    if (is.is_number() && should.is_number()) {
        double const difference = is.to_number<double>() - should.to_number<double>();
        return require(std::abs(difference) < 5e-7, place + ": another number");
    }
    require(is == should, place + ": another value");
}

}  // namespace

bool add_check(std::string name, std::function<void()> check) {
    checks().push_back({std::move(name), std::move(check)});
    return true;
}

int run_checks() {
    int failures = 0;
    for (auto const& check : checks()) {
        try {
            check.run();
        } catch (std::exception const& e) {
            std::fprintf(stderr, "check failed: %s: %s\n", check.name.c_str(), e.what());
            ++failures;
        }
    }
    std::fprintf(stderr, "%zu checks, %d failed\n", checks().size(), failures);
    return failures;
}

void require(bool ok, std::string_view message) {
    if (!ok) throw std::runtime_error{std::string{message}};
}

std::string_view expected_line() noexcept {
    return R"({"start":1700000000.123456,"end":0.015015,)"
           R"("data":{"method":"GET","path":"/api/v1/orders/12345","status":200,"bytes":5321,)"
           R"("user":"jane.doe@example.com","cached":true},)"
           R"("logs":[[0.001001,30,"request accepted from the load balancer"],)"
           R"([0.003003,40,"session found in the local cache"],)"
           R"([0.006006,20,"connection pool exhausted, waiting for a slot",{"attempt":2,"waited_ms":31.5}],)"
           R"([0.007007,30,"order loaded with all of its positions"],)"
           R"([0.010010,10,"peer reset the connection, trying the replica",{"attempt":2,"waited_ms":31.5}],)"
           R"([0.013013,30,"response written to the client"]],)"
           R"("timers":[["authenticate",0.002002,0.004004],["db.query",0.005005,0.008008],)"
           R"(["render",0.009009,0.011011],["send",0.012012,0.014014]]})"
           "\n";
}

void require_record(std::string_view line) {
    require_equal(boost::json::parse(line), boost::json::parse(expected_line()), "record");
}

}  // namespace bench
