// SPDX-License-Identifier: BSL-1.0
/// Checks that the ways in which the viewer reads a line agree: whole and in outline, with filters and with their tests
/// of bytes. What parts are joined to is a record, too.
#include "record/record.hpp"

#include "cli/options.hpp"
#include "cli/parse.hpp"
#include "cli/usage_error.hpp"
#include "encoding/utf8.hpp"
#include "filters/filter.hpp"
#include "filters/record_filters.hpp"
#include "filters/where.hpp"
#include "json/padding.hpp"
#include "json/scan.hpp"
#include "record/joined_record.hpp"
#include "record/jq_input.hpp"
#include "record/output.hpp"
#include "target.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace {

/// Memory of exactly the required size, so that sanitizers detect an access beyond it.
class padded_line {
public:
    explicit padded_line(std::string_view line)
        : size_(line.size()), bytes_(new char[line.size() + viz::json::padding]) {
        std::ranges::copy(line, bytes_.get());
        std::fill_n(bytes_.get() + size_, viz::json::padding, '\n');
    }
    [[nodiscard]] std::string_view text() const { return {bytes_.get(), size_}; }

private:
    std::size_t size_;
    std::unique_ptr<char[]> bytes_;
};

std::vector<std::unique_ptr<viz::filter>> filters_of(std::vector<std::string> const& arguments) {
    static viz::jq_input input;
    std::string help;
    return viz::make_filters(viz::parse_command_line(arguments, help).value(), input);
}

void look_for_parts(std::string_view text) {
    if (text.size() < 2) return;
    std::size_t const size = std::min<std::size_t>(1 + static_cast<unsigned char>(text.front()) % 20, text.size() - 1);
    std::string const part{text.substr(text.size() - size)};
    padded_line const exact{text};
    fuzz::require(viz::json::needle{part}.find_in(exact.text()) == exact.text().find(part), "the scan finds a text",
                  text);
}

void apply(viz::filter& f, viz::record const& r, std::string_view line) {
    viz::output out;
    if (f.keeps(r, out)) fuzz::require(f.may_keep(line), "bytes never refuse what is kept", line);
    fuzz::require(out.remarks().empty(), "filters without expressions do not fail", line);
}

void filter(viz::record const& r, std::string_view line) {
    static auto const filters =
        filters_of({"--where", "a=1 && data.b>=2 && user~x && end!=0 && logs.0.1<30", "--slower-than", "1s", "--since",
                    "1000", "--until", "2000", "--has-timer", "db", "--grep-text", "jane", "--level", "warn"});
    for (auto const& f : filters) apply(*f, r, line);
}

/// Checks a filter with the text of the second line, as the command line would pass it.
void filter_by(std::string const& text, viz::record const& r, std::string_view line) {
    if (text.empty() || viz::json::well_formed(text) != text) return;
    viz::text_filter by_text{text};
    apply(by_text, r, line);
    viz::timer_filter by_timer{text};
    apply(by_timer, r, line);
    try {
        for (auto& test : viz::parse_tests(text)) {
            viz::member_filter by_member{std::move(test)};
            apply(by_member, r, line);
        }
    } catch (viz::usage_error const&) {
        return;  // not a valid test
    }
}

void compare_with_outline(viz::record const& r, std::string_view line) {
    static viz::record_reader other;
    auto const* const outline = other.read(line, 0, viz::extent::outline);
    fuzz::require(outline != nullptr, "a record has an outline", line);
    fuzz::require(outline->bytes == r.bytes, "the outline has its bytes", line);
    fuzz::require(outline->start == r.start, "the outline has its start", line);
}

void compare_with_another_parser(viz::record const& r) {
    boost::json::error_code failure;
    static_cast<void>(boost::json::parse(r.json, failure, {}, {.max_depth = 2000}));
    // they differ for unpaired surrogates and for numbers without an end
    bool const debatable = r.json.find("\\u") != r.json.npos || failure == boost::json::error::exponent_overflow;
    fuzz::require(!failure || debatable, "a record is JSON", r.json);
}

/// Joins a record with itself, as if it were two parts.
void join(viz::record const& r) {
    static viz::record_reader other;
    viz::joined_record both;
    both.add(r);
    both.add(r);
    std::string const json = both.json();
    padded_line const line{json};
    auto const* const joined = other.read(line.text(), 0);
    fuzz::require(joined != nullptr, "parts give a record", json);
    fuzz::require(joined->lines.size() == 2 * r.lines.size(), "it has the lines of both", json);
    fuzz::require(joined->timers.size() == 2 * r.timers.size(), "it has the timers of both", json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const input{reinterpret_cast<char const*>(data), size};  // cast: char and uint8_t are both bytes
    look_for_parts(input);
    std::size_t const end = std::min(input.find('\n'), input.size());
    padded_line const line{input.substr(0, end)};
    static viz::record_reader reader;
    auto const* const r = reader.read(line.text(), 0);
    if (r == nullptr) {
        fuzz::require(!reader.why().empty(), "a refusal has a reason", input);
        return 0;
    }
    filter(*r, line.text());
    filter_by(std::string{input.substr(std::min(end + 1, input.size()))}, *r, line.text());
    compare_with_outline(*r, line.text());
    compare_with_another_parser(*r);
    join(*r);
    return 0;
}
