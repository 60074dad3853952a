// SPDX-License-Identifier: BSL-1.0
#include "cli/completion.hpp"

#include "cli/choices.hpp"
#include "encoding/words.hpp"

#include <string_view>

namespace viz {

namespace {

std::string escaped(std::string_view text, std::string_view special) {
    std::string result;
    for (char const c : text) {
        if (special.find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

/// Returns the text in single quotes, for any of the shells.
std::string quoted(std::string_view text) {
    std::string result = "'";
    for (char const c : text) result += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
    return result + "'";
}

std::string bash_script(std::vector<described_option> const& options) {
    std::string names;
    std::string cases;
    for (auto const& option : options) {
        names += " " + joined(option.names, " ");
        if (option.value.empty() || option.value == "FILE") continue;
        cases += "        " + joined(option.names, "|") + ") COMPREPLY=($(compgen -W \"" + joined(option.values, " ")
                 + "\" -- \"$word\")); return ;;\n";
    }
    return "_log_defer_viz() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    if [[ $word == = ]]; then word=; fi\n"  // "--format=csv" is three words for bash
           "    if [[ $option == = ]]; then option=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
           "    COMPREPLY=()\n"
           "    case $option in\n"
           + cases
           + "    esac\n"
             "    if [[ $word == -* ]]; then\n"
             "        COMPREPLY=($(compgen -W \""
           + names.substr(1)
           + "\" -- \"$word\"))\n"
             "    else\n"
             "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
             "    fi\n"
             "}\n"
             "complete -o filenames -F _log_defer_viz log-defer-viz\n";
}

std::string zsh_script(std::vector<described_option> const& options) {
    std::string script = "#compdef log-defer-viz\n_arguments -s \\\n";
    for (auto const& option : options) {
        std::string rest = "[" + escaped(option.text, "[]\\:") + "]";
        if (option.value == "FILE") {
            rest += ":FILE:_files";
        } else if (!option.value.empty()) {
            rest += ":" + option.value + ":(" + joined(option.values, " ") + ")";
        }
        for (auto const& name : option.names) {
            std::string const repeatable = "*" + name;
            script += "  " + quoted(repeatable + rest) + " \\\n";
        }
    }
    return script + "  '*:FILE:_files'\n";
}

std::string fish_script(std::vector<described_option> const& options) {
    std::string script;
    for (auto const& option : options) {
        for (auto const& name : option.names) {
            bool const is_long = name.starts_with("--");
            std::string const bare = name.substr(is_long ? 2 : 1);
            script += "complete -c log-defer-viz " + std::string{is_long ? "-l " : "-s "};
            script += bare == "?" ? quoted(bare) : bare;  // a pattern of file names for some versions
            if (!option.value.empty()) script += option.value == "FILE" ? " -r" : " -x";
            if (!option.values.empty()) script += " -a " + quoted(joined(option.values, " "));
            script += " -d " + quoted(escaped(option.text, "\\")) + "\n";
        }
    }
    return script;
}

using script = std::string (*)(std::vector<described_option> const&);

constexpr choices<script, 3> scripts{{{"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}}};

}  // namespace

std::vector<std::string> completed_shells() { return names_in(scripts); }

std::string completion_script(std::string const& shell, std::vector<described_option> const& options) {
    return chosen("--completion", shell, scripts)(options);
}

}  // namespace viz
