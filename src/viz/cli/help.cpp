// SPDX-License-Identifier: BSL-1.0
#include "cli/help.hpp"

#include "encoding/words.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace viz {

namespace {

constexpr std::string_view before =
    "Shows records of deferred logs, and selects records for other programs.\n"
    "\n"
    "Usage: log-defer-viz [OPTION]... [FILE]...\n"
    "\n"
    "A FILE may be compressed; - or no FILE means standard input. Options can be\n"
    "abbreviated, and no- can be written as no: --nologs.\n";

constexpr std::string_view after =
    "\n"
    "Examples:\n"
    "  log-defer-viz --follow --slower-than 500ms requests.log\n"
    "      show slow requests as soon as they end\n"
    "  log-defer-viz --pass-through --where 'status>=500' *.log.gz > failed.log\n"
    "      copy the records of requests that failed to a file\n"
    "  log-defer-viz --stats --by path --fold ids requests.log\n"
    "      compare rates, errors and percentiles of all paths\n";

/// Returns the names and the value of an option, aligned as if each had a short name.
std::string head_of(described_option const& option) {
    constexpr std::string_view negation = "--no-";
    auto const& names = option.names;
    std::vector<std::string> shown;
    for (std::string const& name : names) {
        std::string const negative = std::string{negation} + name.substr(2);
        if (std::ranges::find(names, negative) != names.end()) {
            shown.push_back("--[no-]" + name.substr(2));
        } else if (!name.starts_with(negation)) {
            shown.push_back(name);
        }
    }
    bool const has_letter = !names.front().starts_with("--");
    return (has_letter ? "  " : "      ") + joined(shown, ", ") + (option.value.empty() ? "" : " " + option.value);
}

/// Appends words at a column, and continues on further lines at the same one. `at` is the column of the end of `out`.
void append_wrapped(std::string& out, std::string_view text, std::size_t at) {
    constexpr std::size_t column = 28;
    constexpr std::size_t width = 80;
    if (at + 2 > column) {
        out += '\n';
        at = 0;
    }
    out.append(column - at, ' ');
    at = column;
    for (std::string const& word : split(text, ' ')) {
        if (at == column) {
            out += word;
        } else if (at + 1 + word.size() <= width) {
            out += ' ' + word;
            ++at;
        } else {
            out.append("\n").append(column, ' ').append(word);
            at = column;
        }
        at += word.size();
    }
    out += '\n';
}

}  // namespace

std::string help_text(std::vector<described_option> const& options) {
    std::string text{before};
    std::string_view group;
    for (auto const& option : options) {
        if (option.group != group) text += "\n" + option.group + ":\n";
        group = option.group;
        std::string const head = head_of(option);
        text += head;
        append_wrapped(text, option.text, head.size());
    }
    return text.append(after);
}

}  // namespace viz
