// SPDX-License-Identifier: BSL-1.0

/// Reads a file of records with the library's reader, and checks all of them, or shows the last few as text.

#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/records/record.hpp>

#include <charconv>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

constexpr char const* usage =
    R"(usage: render_records --check FILE           whether every line is a record as the library writes them
       render_records --last N FILE          the last N records, for a terminal
       render_records --last N --colour FILE
)";

/// Returns whether all events lie between the start and the end of the record.
bool times_fit(logdefer::record_view r) {
    for (logdefer::line_view const l : r.logs()) {
        if (l.offset() > r.end()) return false;
    }
    for (logdefer::timer_view const t : r.timers()) {
        if (t.start() > t.end() || t.end() > r.end()) return false;
    }
    return true;
}

/// Returns what is wrong with the line; empty if nothing is.
///
/// The reader accepts some invalid records, and corrects an end that is too early. So the record is also written again:
/// only a valid one yields its original text.
std::string complaint(std::string_view line) {
    logdefer::record record;
    if (auto const result = logdefer::read_record(line, record); !result) return result.code.message();
    if (!times_fit(record.view())) return "a time lies outside of the record";
    logdefer::output_buffer again;
    if (auto const failure = logdefer::json_serializer{}.append(record.view(), again)) return failure.message();
    auto const text = again.view();
    bool const same = text.ends_with('\n') && text.substr(0, text.size() - 1) == line;
    return same ? "" : "the record is read as another: " + std::string{text};
}

std::ifstream open(std::string const& path) {
    std::ifstream file{path};
    if (!file) throw std::runtime_error{"cannot read " + path};
    return file;
}

std::string at(std::string const& path, std::size_t line) { return path + ':' + std::to_string(line) + ": "; }

int check(std::string const& path) {
    auto file = open(path);
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        auto const wrong = complaint(line);
        if (!wrong.empty()) throw std::runtime_error{at(path, number) + wrong};
    }
    std::printf("%zu\n", number);
    return 0;
}

int show_last(std::size_t count, std::string const& path, logdefer::colour coloured) {
    auto file = open(path);
    std::deque<std::string> last;
    for (std::string line; std::getline(file, line);) {
        last.push_back(line);
        if (last.size() > count) last.pop_front();
    }
    logdefer::output_buffer out;
    for (std::string const& line : last) {
        logdefer::record record;
        if (auto const result = logdefer::read_record(line, record); !result) {
            throw std::runtime_error{path + ": " + result.code.message()};
        }
        if (auto const failure = logdefer::text_serializer{coloured}.append(record.view(), out)) {
            throw std::runtime_error{failure.message()};
        }
        out.append('\n');
    }
    std::fwrite(out.view().data(), 1, out.size(), stdout);
    return 0;
}

int run(int argc, char** argv) {
    std::string_view const mode = argc > 1 ? argv[1] : "";
    if (mode == "--check" && argc == 3) return check(argv[2]);
    bool const coloured = argc == 5 && std::string_view{argv[3]} == "--colour";
    if (mode == "--last" && (argc == 4 || coloured)) {
        std::size_t count = 0;
        std::string_view const text = argv[2];
        std::from_chars(text.data(), text.data() + text.size(), count);
        return show_last(count, argv[argc - 1], coloured ? logdefer::colour::yes : logdefer::colour::no);
    }
    std::fputs(usage, stderr);
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (std::exception const& e) {
        std::fprintf(stderr, "render_records: %s\n", e.what());
        return 1;
    }
}
