// SPDX-License-Identifier: BSL-1.0
#include "report/html_report.hpp"

#include "report/report_template.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <ostream>

namespace viz {
namespace {

// In a browser, the text of a block takes one byte for each character if all of it is Latin-1, and otherwise two. A
// block is freed when it has been read. So there are many small blocks.
constexpr std::size_t full_block = std::size_t{1} << 20U;

}  // namespace

html_report::html_report(std::ostream& out, std::string_view source, report_limits limits)
    : out_(out), source_(source), limits_(limits) {
    out_ << report_head();
}

void html_report::add(std::string_view record_json) {
    if (left_out_ != 0 || records_ == limits_.records || record_json.size() > limits_.bytes - bytes_) {
        ++left_out_;  // also counts all later records: a report contains the first records, not a selection
        return;
    }
    ++records_;
    bytes_ += record_json.size();
    if (block_bytes_ == 0) out_ << "<script type=\"application/json\" class=\"records\">\n";
    block_bytes_ += record_json.size() + 1;
    write_escaped(record_json);
    out_ << '\n';
    if (block_bytes_ >= full_block) close_block();
}

bool html_report::finish() {
    if (block_bytes_ != 0) close_block();
    boost::json::object const about{{"source", source_}, {"records", records_}, {"left_out", left_out_}};
    out_ << R"(<script type="application/json" id="about">)";
    write_escaped(boost::json::serialize(about));
    out_ << "</script>\n" << report_tail();
    return !out_.flush().fail();
}

std::string html_report::message() const {
    if (left_out_ == 0) return {};
    return "the report has the first " + std::to_string(records_) + " of " + std::to_string(records_ + left_out_)
           + " records, since a page must fit into a browser; use filters, or --since and --until";
}

void html_report::close_block() {
    out_ << "</script>\n";
    block_bytes_ = 0;
}

void html_report::write_escaped(std::string_view text) {
    while (!text.empty()) {
        std::size_t const n = std::min(text.find_first_of("<\n\r"), text.size());
        out_ << text.substr(0, n);
        if (n == text.size()) return;
        out_ << (text[n] == '<' ? std::string_view("\\u003c") : std::string_view(" "));
        text.remove_prefix(n + 1);
    }
}

}  // namespace viz
