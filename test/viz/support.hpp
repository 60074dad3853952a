// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records and options for the viewer's tests.

#include "cli/options.hpp"
#include "cli/parse.hpp"
#include "json/padding.hpp"
#include "record/record.hpp"
#include "system/file_descriptor.hpp"
#include "system/terminal.hpp"
#include "views/make_view.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viz_test {

/// A line, followed by the padding that the reader requires, and the record in it.
class read_line {
public:
    explicit read_line(std::string line, std::uint64_t position = 0)
        : position_(position), size_(line.size()), bytes_(std::move(line)) {
        bytes_.append(viz::json::padding, '\n');
    }

    [[nodiscard]] viz::record const* record(viz::extent how_much = viz::extent::all) {
        return reader_.read(std::string_view{bytes_}.substr(0, size_), position_, how_much);
    }
    [[nodiscard]] std::string why() const { return std::string{reader_.why()}; }

private:
    std::uint64_t position_;
    std::size_t size_;
    std::string bytes_;
    viz::record_reader reader_;
};

inline viz::options options_of(std::vector<std::string> const& arguments) {
    std::string help;
    auto options = viz::parse_command_line(arguments, help);
    if (!options) throw std::runtime_error{"help was asked for"};
    return std::move(*options);
}

/// Returns the bytes for standard output.
inline std::string written(viz::output const& out) {
    std::string all;
    out.each_piece([&](std::string_view bytes) { all += bytes; });
    return all;
}

/// Returns the output of a command line's view for a record, including that at the end.
inline std::string shown(std::vector<std::string> const& arguments, std::string line, viz::terminal t = {}) {
    viz::jq_input input;
    auto const view = viz::make_view(options_of(arguments), t, input);
    read_line read{std::move(line)};
    viz::output out;
    if (auto const* const r = read.record()) view->show(*r, out);
    while (view->finish(out)) continue;
    return written(out);
}

/// Returns the least of the processor's times for some calls, in seconds.
template <class Work>
double processor_time(Work work) {
    auto const now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    };
    double least = std::numeric_limits<double>::max();
    for (int i = 0; i < 3; ++i) {
        double const begin = now();
        work();
        least = std::min(least, now() - begin);
    }
    return least;
}

/// Returns whether work takes about as many times as long as there is more of it: with the square of the size, 4 times
/// as much would take 16 times as long. Waiting for the processor is not counted. `work` is passed a size.
template <class Work>
bool grows_in_proportion(std::size_t size, Work work) {
    constexpr std::size_t times = 4;
    constexpr double limit = 8;
    return processor_time([&] { work(size * times); }) < limit * processor_time([&] { work(size); });
}

/// A folder for one test case.
class folder {
public:
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "viz.XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
        path_ = name;
    }
    folder(folder&&) = delete;
    ~folder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] std::string file(std::string const& name) const { return (path_ / name).string(); }
    std::string write(std::string const& name, std::string_view bytes) const {
        std::ofstream{file(name), std::ios::binary} << bytes;
        return file(name);
    }

private:
    std::filesystem::path path_;
};

struct pipe_ends {
    viz::file_descriptor read;
    viz::file_descriptor write;
};

inline pipe_ends make_pipe() {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error{"no pipe"};
    return {viz::file_descriptor{ends[0]}, viz::file_descriptor{ends[1]}};
}

}  // namespace viz_test
