// SPDX-License-Identifier: BSL-1.0

// Renders text of every length at the end of a record, in every way, under valgrind.py.

#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/sinks/file_sink.hpp>
#include <logdefer/testing.hpp>

#include <cstddef>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

namespace {

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

/// Ends one log in each possible way, each time with `write(log)` as the last entry.
template <class Write>
void end_logs(Write const& write) {
    static logdefer::file_sink file{"/dev/null"};
    {
        log_type log{file};
        write(log);
    }
    {
        logdefer::basic_log_defer<logdefer::manual_clock, logdefer::text_serializer> log{file};
        write(log);
    }
    {
        log_type log{file};
        auto child = log.fork();
        write(log);
        write(child);
    }
    std::string text;
    log_type to_text{file};
    write(to_text);
    (void)to_text.finish(text);
    logdefer::record record;
    log_type to_record{file};
    write(to_record);
    (void)to_record.finish(record);
    logdefer::output_buffer out;
    (void)logdefer::json_serializer{}.append(record.view(), out);
    (void)logdefer::text_serializer{}.append(record.view(), out);
    (void)logdefer::testing::contents(record.view());
    logdefer::record read;
    if (logdefer::read_record(text, read)) (void)logdefer::json_serializer{}.append(read.view(), out);
    log_type merged{file};
    merged.merge(record);
    write(merged);
    (void)merged.finish();
    std::fwrite(out.view().data(), 1, out.size(), stdout);
}

}  // namespace

int main() {
    for (std::size_t n = 0; n < 40; ++n) {
        for (char const c : {'x', '"', '\n', '\xc3'}) {
            std::string const text(n, c);
            end_logs([&](auto& log) { log.info(text); });
            end_logs([&](auto& log) { log.data(text, text); });
            end_logs([&](auto& log) { log.toggle_timer(text); });
            end_logs([&](auto& log) { log.error("m", {{"key", text}}); });
        }
    }
    std::map<std::string, std::string> many;  // the arena grows, and so does the text
    for (int i = 0; i < 200; ++i) many[std::to_string(i)] = std::string(static_cast<std::size_t>(i), 'y');
    end_logs([&](auto& log) {
        for (auto const& [key, value] : many) log.data(key, value);
        log.info("many", many);
        log.outcome(logdefer::outcome::cancelled);
    });
    (void)logdefer::testing::json{std::string(7, 'z')};
}
