// SPDX-License-Identifier: BSL-1.0

/// Compares the records of scripted transactions, byte for byte, with the files beside this one.
///
///     golden_records FOLDER            compares; says what differs
///     golden_records FOLDER --update   writes the files anew: `git diff` then shows what changed in the format
///     golden_records --boost-json      prints each case's name, a tab, and its record as Boost.JSON prints it
///
/// Each case is a file, `FOLDER/<case>.json`; a file without a case is an error, too. Every record must also come out
/// the same when it is read and written again.

#include "cases.hpp"

#include <logdefer/formats/boost_json_serializer.hpp>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

namespace golden {

std::string record_of(golden_case const& c) {
    manual_clock const clock{1'700'000'000'123'456'789ns};
    std::string line;
    golden_log log{[](std::string_view) {}, clock, {}, json_serializer{c.precision}};
    c.run(log, clock);
    (void)log.finish(line);
    return line;
}

std::string rewritten(std::string const& line, time_precision precision) {
    record r;
    if (!read_record(line, r)) return "cannot be read\n";
    output_buffer out;
    (void)json_serializer{precision}.append(r.view(), out);
    return std::string{out.view()};
}

std::string content(std::filesystem::path const& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Reports the first difference of two records; returns whether they are equal.
bool same(std::string_view name, std::string_view what, std::string const& expected, std::string const& actual) {
    if (expected == actual) return true;
    std::size_t at = 0;
    while (at < expected.size() && at < actual.size() && expected[at] == actual[at]) ++at;
    std::printf("%.*s: %.*s differs at byte %zu\n  expected: %s  actual:   %s\n", static_cast<int>(name.size()),
                name.data(), static_cast<int>(what.size()), what.data(), at, expected.c_str(), actual.c_str());
    return false;
}

int compare(std::filesystem::path const& folder) {
    int failures = 0;
    std::set<std::string> known;
    for (golden_case const& c : cases) {
        auto const line = record_of(c);
        auto const file = known.insert(std::string{c.name} + ".json").first;
        if (!same(c.name, "the record", content(folder / *file), line)) ++failures;
        if (!same(c.name, "the record read and written again", line, rewritten(line, c.precision))) ++failures;
    }
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
        auto const name = entry.path().filename().string();
        if (entry.path().extension() != ".json" || known.contains(name)) continue;
        std::printf("%s: no such case\n", name.c_str());
        ++failures;
    }
    std::printf("%zu golden records, %d failures\n", std::size(cases), failures);
    return failures == 0 ? 0 : 1;
}

int update(std::filesystem::path const& folder) {
    for (golden_case const& c : cases) {
        std::ofstream out{folder / (std::string{c.name} + ".json"), std::ios::binary};
        out << record_of(c);
    }
    return 0;
}

int print_through_boost_json() {
    for (golden_case const& c : cases) {
        manual_clock const clock{1'700'000'000'123'456'789ns};
        output_buffer out;
        boost_json_serializer format{c.precision};
        {
            golden_log log{[&](record_view const& r) { return format.append(r, out); }, clock};
            c.run(log, clock);
        }
        std::printf("%.*s\t%.*s", static_cast<int>(c.name.size()), c.name.data(), static_cast<int>(out.size()),
                    out.view().data());
    }
    return 0;
}

}  // namespace golden

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view{argv[1]} == "--boost-json") return golden::print_through_boost_json();
    if (argc == 2) return golden::compare(argv[1]);
    if (argc == 3 && std::string_view{argv[2]} == "--update") return golden::update(argv[1]);
    std::fputs("usage: golden_records FOLDER [--update] | --boost-json\n", stderr);
    return 2;
}
