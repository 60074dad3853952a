// SPDX-License-Identifier: BSL-1.0
/// Runs the viewer from its command line to its output, with any bytes as input. The first byte selects the options;
/// for some of them, the first line is a value.
#include "pipeline/run.hpp"

#include "cli/options.hpp"
#include "cli/parse.hpp"
#include "cli/usage_error.hpp"
#include "expressions.hpp"
#include "json/jq.hpp"
#include "system/terminal.hpp"
#include "target.hpp"

#include <boost/json.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <ranges>
#include <regex>
#include <sstream>
#include <utility>
#include <vector>

namespace {

using arguments = std::vector<std::string>;

/// A placeholder in a command line for the first line of the input, which is then removed from the input.
constexpr char const* first_line = "<first line>";

/// A placeholder for an expression, which the first line of the input selects.
constexpr std::string_view expression = "<expression>";

/// A placeholder for the name of an output file.
constexpr char const* page = "<page>";

/// There are few with expressions: compiling one takes longer than all the rest.
std::vector<arguments> const& command_lines() {
    static std::vector<arguments> const all{
        {"-v"},
        {"-v", "--timer-columns", "20", "--preserve-newlines"},
        {"-q", "--since-now"},
        {"-v", "--data-format", "yaml", "--tz", "+0530"},
        {"-v", "--data-format", "json", "--timer-columns", "0"},
        {"--data-only", "--data-format", "dumper"},
        {"--data-only", "--data-format", "yaml"},
        {"--verbosity", "1000", "--timer-columns", "4096", "--nodate"},
        {"--pass-through"},
        {"--pass-through", "--strict"},
        {"--pass-through", "--sort-time"},
        {"--sort-time", "-v"},
        {"--count", "a", "--count", "user", "--data-format", "json"},
        {"--where", "status=500 && user~jane"},
        {"--where", "a.0!=1", "--pass-through"},
        {"--level", "warn", "--slower-than", "1ms"},
        {"--since", "1000", "--until", "2000", "--has-timer", "db"},
        {"--grep-text", "jane", "--strict"},
        {"--format", "json"},
        {"--format", "json", "--sort-time"},
        {"--format", "csv", "--columns", "start,data.user,timers.db,logs.0.2,data"},
        {"--format", "chrome-trace"},
        {"--map", ".data, .logs[]?, .x"},
        {"--grep", ".end > 1", "--reduce", ".n += $r.end", "--data-format", "json"},
        {"--critical-path"},
        {"--critical-path", "--top", "1", "--nodate", "--colour"},
        {"--stats"},
        {"--stats", "--by", "user", "--top", "2"},
        {"--stats", "--by", first_line, "--notimers"},
        {"--stats", "--by", "user", "--fold", "ids", "--fold", first_line, "--sort", "p99"},
        {"--at", first_line, "--pass-through"},
        {"--last", first_line, "--pass-through"},
        {"--histogram", "--timer-columns", "20"},
        {"--lanes", "--by", "user"},
        {"--lanes", "--sort", "duration", "--colour"},
        {"--interleaved", "--by", "user", "-v"},
        {"--interleaved", "--colour", "--preserve-newlines", "--tz", "Europe/Zurich"},
        {"--sort", "duration", "--top", "2", "--pass-through"},
        {"--sort", "start", "--top", "1", "--format", "csv"},
        {"--sort", "duration", "--data-only", "--data-format", "json"},
        {"--top", "1", "-v", "--colour"},
        {"--error", "--nowarn", "--noinfo", "--debug", "--data"},
        {"--nologs", "--nodata", "--nopager"},
        {"--count", ".data.user, .end", "--count", ".logs[]?[1]"},
        {"--reduce", ".[$r.data.user | tostring] += 1", "--data-format", "yaml"},
        {"--html", page},
        {"--html", page, "--sort", "duration"},
        {"--where", first_line, "--pass-through"},
        {"--since", first_line, "--pass-through"},
        {"--until", first_line, "--pass-through"},
        {"--slower-than", first_line, "--pass-through"},
        {"--level", first_line, "--pass-through"},
        {"--has-timer", first_line, "--pass-through"},
        {"--grep-text", first_line, "--pass-through"},
        {"--tz", first_line},
        {"--format", "csv", "--columns", first_line},
        {"--interleaved", "--by", first_line},
        {"--lanes", "--by", first_line},
        {"--map", std::string{expression}},
        {"--grep", std::string{expression}, "--count", std::string{expression}},
        {"--reduce", "[., $r] | " + std::string{expression}, "--data-format", "json"},
        {"--format", "clickhouse", "--columns", "route,user=data.user.name"},
        {"--format", "clickhouse", "--columns", first_line},
        {"--schema", "--timer-columns", "40"},
    };
    return all;
}

/// Options that wait for more input, or show no records.
constexpr std::array<std::string_view, 5> never_fuzzed{"--follow", "--follow-reopen", "--help", "--version",
                                                       "--completion"};

bool holds(arguments const& line, std::string_view argument) { return std::ranges::find(line, argument) != line.end(); }

bool has_expression(arguments const& line) {
    return std::ranges::any_of(line, [](auto const& argument) { return argument.ends_with(expression); });
}

/// Returns all options of the help, each with all of its names: `--[no-]logs` stands for two.
std::vector<arguments> known_options() {
    std::string help;
    static_cast<void>(viz::parse_command_line({"--help"}, help));
    std::vector<arguments> options;
    std::istringstream lines{help};
    std::regex const head{R"( {2,6}(-.*?)(  .*)?)"};
    std::regex const name{R"(-(-\[no-\]([a-z-]+)|[a-zA-Z?-]+))"};
    std::smatch found;
    for (std::string line; std::getline(lines, line);) {
        if (!std::regex_match(line, found, head)) continue;
        auto& names = options.emplace_back();
        std::string const told = found[1];
        for (std::sregex_iterator at{told.begin(), told.end(), name}; at != std::sregex_iterator{}; ++at) {
            bool const both = (*at)[2].matched;
            names.push_back(both ? "--" + at->str(2) : at->str());
            if (both) names.push_back("--no" + at->str(2));
        }
    }
    return options;
}

/// Returns whether a command line has the option, under one of its names.
bool is_fuzzed(arguments const& names) {
    return std::ranges::any_of(names, [](auto const& name) {
        return std::ranges::any_of(command_lines(), [&](auto const& line) { return holds(line, name); })
               || std::ranges::find(never_fuzzed, name) != never_fuzzed.end();
    });
}

/// Replaces arguments that are a placeholder, or end with one, by a text.
arguments replaced(arguments line, std::string_view placeholder, std::string_view text) {
    for (auto& argument : line) {
        if (!argument.ends_with(placeholder)) continue;
        argument.replace(argument.size() - placeholder.size(), std::string::npos, text);
    }
    return line;
}

/// A new option must be added here as well, and all command lines must be accepted.
void require_right_command_lines() {
    auto const options = known_options();
    fuzz::require(options.size() > 40, "the help tells of the options", "");
    for (auto const& names : options) fuzz::require(is_fuzzed(names), "a command line has it", names.back());
    for (auto const& line : command_lines()) {
        std::string help;
        fuzz::require(viz::parse_command_line(line, help).has_value(), "it shows records", line.front());
    }
}

/// Called once before all inputs.
bool prepare() {
    std::signal(SIGPIPE, SIG_IGN);
    setenv("PAGER", "", 1);
    require_right_command_lines();
    return true;
}

class memory_file {
public:
    explicit memory_file(char const* name) : fd_(memfd_create(name, 0)) {
        fuzz::require(fd_ >= 0, "there is a file in memory", name);
    }
    [[nodiscard]] int descriptor() const { return fd_; }
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

    void replace(std::string_view bytes) const {
        bool const done = ftruncate(fd_, 0) == 0 && lseek(fd_, 0, SEEK_SET) == 0
                          && write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
        fuzz::require(done, "the input is written", bytes);
    }

    [[nodiscard]] std::string content() const {
        std::string bytes;
        std::array<char, 65536> part;
        lseek(fd_, 0, SEEK_SET);
        for (ssize_t n = 0; (n = read(fd_, part.data(), part.size())) > 0;) {
            bytes.append(part.data(), static_cast<std::size_t>(n));
        }
        return bytes;
    }

private:
    int fd_;
};

/// Redirects standard output to a file while it lives.
class redirected_output {
public:
    explicit redirected_output(memory_file const& to) : kept_(dup(STDOUT_FILENO)) {
        dup2(to.descriptor(), STDOUT_FILENO);
    }
    redirected_output(redirected_output const&) = delete;
    redirected_output& operator=(redirected_output const&) = delete;
    ~redirected_output() {
        dup2(kept_, STDOUT_FILENO);
        close(kept_);
    }

private:
    int kept_;
};

/// The clock stands still, since only the input may determine what happens.
viz::exit_status run_into(memory_file const& to, arguments line, viz::terminal t) {
    line.insert(line.begin(), {"--clock", "1764057600"});
    try {
        std::string help;
        auto const options = viz::parse_command_line(line, help);
        redirected_output const redirected{to};
        return viz::run(options.value(), t);
    } catch (viz::usage_error const&) {
        return viz::exit_status::usage;
    } catch (viz::jq_error const&) {
        return viz::exit_status::usage;
    }
}

/// Removes the colours, which contain no other bytes.
std::string without_colours(std::string_view text) {
    std::string rest;
    for (;;) {
        std::size_t const escape = text.find("\x1b[");
        rest += text.substr(0, escape);
        if (escape == text.npos) return rest;
        std::size_t const end = text.find_first_not_of("0123456789;", escape + 2);
        fuzz::require(end != text.npos && text[end] == 'm', "an escape code is a colour", text);
        text.remove_prefix(end + 1);
    }
}

void require_no_control(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        bool const before_line_feed = i + 1 < text.size() && text[i + 1] == '\n';
        bool const harmless = c == '\n' || c == '\t' || (c == '\r' && before_line_feed);
        fuzz::require((c >= 0x20 && c != 0x7f) || harmless, "no control reaches a terminal", text);
        bool const c1 = c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
        fuzz::require(!c1, "no control of two bytes reaches a terminal", text);
    }
}

void require_document(std::string_view text) {
    boost::json::error_code failure;
    static_cast<void>(boost::json::parse(text, failure, {}, {.max_depth = 2000}));
    bool const debatable = text.find("\\u") != text.npos || failure == boost::json::error::exponent_overflow;
    fuzz::require(!failure || debatable, "a document is JSON", text);
}

/// Checks that all rows have as many fields as the first.
void require_table(std::string_view text) {
    std::size_t columns = 0;
    std::size_t fields = 1;
    bool quoted = false;
    for (char const c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == ',') ++fields;
        if (c != '\n') continue;
        fuzz::require(columns == 0 || fields == columns, "all rows have the same fields", text);
        columns = std::exchange(fields, 1);
    }
    fuzz::require(columns != 0 && !quoted, "a table has a heading, and an end of each field", text);
}

/// Checks that records are lines of JSON in scripts, which no record can end.
void require_page(std::string_view text) {
    constexpr std::string_view begin = "<script type=\"application/json\" class=\"records\">\n";
    for (std::size_t at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
        std::size_t const records = at + begin.size();
        std::string_view const lines = text.substr(records, text.find("</script>", records) - records);
        for (auto const line : std::views::split(lines, '\n')) {
            if (!line.empty()) require_document({line.begin(), line.end()});
        }
    }
    fuzz::require(text.ends_with("</html>\n"), "a page is whole", text);
}

/// Checks that each line is a document.
void require_rows(std::string_view text) {
    for (auto const line : std::views::split(text, '\n')) {
        if (!line.empty()) require_document({line.begin(), line.end()});
    }
}

void require_form(arguments const& line, std::string_view written) {
    if (holds(line, "csv")) return require_table(written);
    if (holds(line, "clickhouse")) return require_rows(written);
    if (holds(line, "--format")) require_document(written);
}

/// The parts of an input.
struct attempt {
    arguments const& line;
    std::string_view value;  ///< of the first line
    std::string_view records;
};

attempt attempt_of(std::string_view bytes) {
    auto const& line = command_lines()[static_cast<unsigned char>(bytes.front()) % 0x80 % command_lines().size()];
    std::string_view const rest = bytes.substr(1);
    if (!holds(line, first_line) && !has_expression(line)) return {.line = line, .value = {}, .records = rest};
    std::size_t const end = std::min(rest.find_first_of(std::string_view{"\n\0", 2}), rest.size());
    return {.line = line, .value = rest.substr(0, end), .records = rest.substr(std::min(end + 1, rest.size()))};
}

}  // namespace

/// When an error interrupts the iteration over an object, libjq 1.6 leaks the current key, also in the program `jq`.
extern "C" char const* __lsan_default_suppressions() { return "leak:libjq.so"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static bool const ready = prepare();
    if (size == 0 || !ready) return 0;
    static memory_file const input{"input"};
    static memory_file const output{"output"};
    static memory_file const report{"report"};
    auto const [line, value, records] =
        attempt_of({reinterpret_cast<char const*>(data), size});  // cast: both are bytes
    bool const coloured = holds(line, "--colour");
    bool const writes_page = holds(line, page);
    input.replace(records);
    output.replace("");
    report.replace("");
    auto whole_line = replaced(replaced(line, page, report.path()), first_line, value);
    if (has_expression(line)) whole_line = replaced(whole_line, expression, fuzz::expression_of(value));
    if (!coloured) whole_line.emplace_back("--nocolour");
    whole_line.push_back(input.path());
    viz::terminal const t{.present = data[0] >= 0x80, .columns = 80};
    auto const status = run_into(output, whole_line, t);
    bool const may_be_refused =
        holds(line, first_line) || writes_page;  // the program may be built without HTML reports
    fuzz::require(status != viz::exit_status::usage || may_be_refused, "the options are right", line.front());
    std::string const written = output.content();
    if (t.present) require_no_control(coloured ? without_colours(written) : written);
    if (status != viz::exit_status::good) return 0;
    require_form(line, written);
    if (writes_page) require_page(report.content());
    return 0;
}
