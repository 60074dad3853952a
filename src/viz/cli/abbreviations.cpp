// SPDX-License-Identifier: BSL-1.0
#include "cli/abbreviations.hpp"

#include "cli/usage_error.hpp"

#include <algorithm>
#include <string_view>

namespace viz {

namespace {

/// Returns the option that a name or its beginning stands for, or null.
option_name const* find_option(std::string_view text, std::vector<option_name> const& names) {
    auto const exact = std::ranges::find(names, text, &option_name::name);
    if (exact != names.end()) return &*exact;
    option_name const* found = nullptr;
    for (auto const& candidate : names) {
        if (!candidate.name.starts_with(text)) continue;
        if (found != nullptr && found->option != candidate.option) {
            throw usage_error{"--" + std::string{text} + " is ambiguous: it could be --" + found->name + " or --"
                              + candidate.name};
        }
        found = &candidate;
    }
    return found;
}

option_name const* find_option_of(std::string_view argument, std::vector<option_name> const& names) {
    if (argument.starts_with("--")) return find_option(argument.substr(2, argument.find('=') - 2), names);
    if (argument.size() != 2 || argument.front() != '-') return nullptr;
    auto const letter = std::ranges::find(names, argument.substr(1), &option_name::name);
    return letter == names.end() ? nullptr : &*letter;
}

std::string written(option_name const& option) { return (option.name.size() == 1 ? "-" : "--") + option.name; }

}  // namespace

std::vector<std::string> expand_abbreviations(std::vector<std::string> const& arguments,
                                              std::vector<option_name> const& names) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::string const& argument = arguments[i];
        if (argument == "--") {
            result.insert(result.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i), arguments.end());
            return result;
        }
        auto const* const option = find_option_of(argument, names);
        if (option == nullptr) {
            result.push_back(argument);
            continue;
        }
        std::size_t const equals = argument.starts_with("--") ? argument.find('=') : std::string::npos;
        bool const has_value = equals != std::string::npos;
        if (has_value && !option->takes_value) throw usage_error{written(*option) + " takes no value"};
        result.push_back(written(*option));
        if (!option->takes_value || (!has_value && i + 1 == arguments.size())) continue;
        // An empty value remains a word of its own: otherwise the parser would take the next argument for it, which may
        // be the name of a log that --html then replaces.
        std::string const value = has_value ? argument.substr(equals + 1) : arguments[++i];
        if (value.starts_with('-') && value.size() > 1) {
            result.back() = "--" + option->option + "=" + value;
        } else {
            result.push_back(value);
        }
    }
    return result;
}

}  // namespace viz
