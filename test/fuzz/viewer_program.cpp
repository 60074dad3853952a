// SPDX-License-Identifier: BSL-1.0
/// The viewer from its command line to its output, on any bytes as input. The first byte chooses the options.
#include "run.hpp"

#include "options.hpp"
#include "target.hpp"
#include "views/view.hpp"

#include <boost/json.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <vector>

namespace {

using arguments = std::vector<std::string>;

/// Those with expressions are few: to compile one takes longer than all the rest.
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
    };
    return all;
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

/// Runs with standard output in a file, and puts it back: it is needed by who calls this.
viz::exit_status run_into(memory_file const& to, arguments const& line, viz::terminal t) {
    std::string help;
    auto const options = viz::parse_command_line(line, help);
    int const kept = dup(STDOUT_FILENO);
    dup2(to.descriptor(), STDOUT_FILENO);
    auto const status = viz::run(options.value(), t);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    return status;
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::signal(SIGPIPE, SIG_IGN);
    static memory_file const input{"input"};
    static memory_file const output{"output"};
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};  // char and uint8_t are both bytes
    input.replace(bytes.substr(1));
    output.replace("");
    auto line = command_lines()[data[0] % 0x80 % command_lines().size()];
    bool const document = line.front() == "--format" && line[1] != "csv";
    viz::terminal const t{.present = data[0] >= 0x80, .columns = 80};
    line.emplace_back("--nocolour");
    line.push_back(input.path());
    auto const status = run_into(output, line, t);
    fuzz::require(status != viz::exit_status::usage, "the options are right", line.front());
    std::string const written = output.content();
    if (t.present) require_no_control(written);
    if (document && status == viz::exit_status::good) require_document(written);
    return 0;
}
