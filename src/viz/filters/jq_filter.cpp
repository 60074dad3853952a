// SPDX-License-Identifier: BSL-1.0
#include "filters/jq_filter.hpp"

#include "json/number.hpp"
#include "json/path.hpp"

#include <algorithm>
#include <regex>
#include <utility>

namespace viz {

namespace {

/// Returns the comparisons with `==` that an expression joins by `and`, or nothing if it has any other part. Integers
/// have so few digits that libjq and `--where` agree about them.
std::vector<member_filter> comparisons_in(std::string const& expression) {
    static std::regex const pattern{
        R"re(\s*((?:\.[A-Za-z_][A-Za-z_0-9]*)+)\s*==\s*(?:"([^"\\]*)"|(-?[0-9]{1,15}))\s*(?:and\b|$))re"};
    std::vector<member_filter> found;
    auto at = expression.begin();
    std::smatch part;
    while (std::regex_search(at, expression.end(), part, pattern, std::regex_constants::match_continuous)) {
        member_test test;
        test.path = json::parse_path(part.str(1));
        test.text = part.str(2) + part.str(3);
        if (part[3].matched) test.number = json::number_in<double>(test.text);
        found.emplace_back(std::move(test));
        at = part[0].second;
    }
    if (at != expression.end()) found.clear();
    return found;
}

}  // namespace

jq_filter::jq_filter(std::string const& expression, jq_input& input)
    : program_("--grep", expression), input_(input), comparisons_(comparisons_in(expression)) {
    input_.is_read_by(expression);
}

bool jq_filter::may_keep(std::string_view line) const {
    return std::ranges::all_of(comparisons_, [&](auto const& c) { return c.may_keep(line); });
}

bool jq_filter::keeps(record const& r, output& out) {
    auto const* const value = input_.of(r);
    if (value == nullptr) {
        out.complain("--grep cannot read the record, which is skipped: " + input_.why());
        return false;
    }
    bool kept = false;
    auto const failure = program_.run(jq_value{value->copy()}, [&](jq_value first) {
        kept = first.is_true();
        return false;
    });
    if (failure) out.complain("--grep failed for the record, which is skipped: " + *failure);
    return kept;
}

}  // namespace viz
