// SPDX-License-Identifier: BSL-1.0
#include "pipeline/parallel.hpp"

#include "cli/usage_error.hpp"
#include "json/padding.hpp"
#include "system/file_descriptor.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <iterator>
#include <numeric>
#include <set>
#include <stdexcept>
#include <utility>

namespace {

using worker_list = std::vector<std::unique_ptr<viz::worker>>;

worker_list workers_of(std::vector<std::string> const& arguments, std::size_t count) {
    worker_list workers;
    while (workers.size() < count) {
        workers.push_back(std::make_unique<viz::worker>(viz_test::options_of(arguments), viz::terminal{}));
    }
    return workers;
}

/// A source that returns texts as blocks, the last one after an action.
class texts final : public viz::block_source {
public:
    explicit texts(
        std::deque<std::string> blocks, std::function<void()> before_last = [] {})
        : blocks_(std::move(blocks)), before_last_(std::move(before_last)) {}

private:
    bool fill(viz::block& b) override {
        if (blocks_.empty()) return false;
        if (blocks_.size() == 1) before_last_();
        b.size = blocks_.front().size();
        b.bytes = blocks_.front() + std::string(viz::json::padding, '\n');
        blocks_.pop_front();
        return true;
    }

    std::deque<std::string> blocks_;
    std::function<void()> before_last_;
};

/// Redirects standard output to a file or a pipe while it lives.
class redirected_output {
public:
    explicit redirected_output(int to) : saved_(dup(STDOUT_FILENO)) { dup2(to, STDOUT_FILENO); }
    redirected_output(redirected_output&&) = delete;
    ~redirected_output() { dup2(saved_.get(), STDOUT_FILENO); }

private:
    viz::file_descriptor saved_;
};

/// Returns the contents of a pipe as soon as it has any; nothing after a timeout.
std::string read_some(viz::file_descriptor const& from) {
    constexpr int deadline = 20'000;
    pollfd readable{from.get(), POLLIN, 0};
    if (poll(&readable, 1, deadline) != 1) return {};
    std::array<char, 4096> bytes{};
    return {bytes.data(), from.read(bytes)};
}

/// Returns the output of `finish`.
std::string finished(viz::worker& w) {
    viz::output out;
    while (w.finish(out)) continue;
    return viz_test::written(out);
}

BOOST_AUTO_TEST_CASE(any_number_of_workers_report_in_the_order_of_the_input) {
    for (std::size_t const count : {1U, 2U, 5U}) {
        std::deque<std::string> blocks;
        for (int i = 0; i < 300; ++i) blocks.push_back("{\"start\":" + std::to_string(i) + "}\n");
        std::string const all = std::accumulate(blocks.begin(), blocks.end(), std::string{});
        viz_test::folder const dir;
        auto const path = dir.write("output", "");
        bool finished = false;
        {
            viz::file_descriptor const file{open(path.c_str(), O_WRONLY | O_CLOEXEC)};
            redirected_output const to_file{file.get()};
            texts input{std::move(blocks)};
            viz::reporter to;
            finished = viz::process_in_parallel(input, workers_of({"--pt"}, count), to);
        }
        BOOST_TEST(finished);
        std::ifstream in{path};
        BOOST_TEST((std::string{std::istreambuf_iterator<char>{in}, {}} == all));
    }
}

BOOST_AUTO_TEST_CASE(in_turn_each_worker_sees_the_same_blocks_each_time) {
    for (int attempt = 0; attempt < 20; ++attempt) {
        auto const workers = workers_of({"--count", "n"}, 3);
        std::deque<std::string> blocks;
        for (int i = 0; i < 30; ++i) blocks.push_back("{\"data\":{\"n\":" + std::to_string(i % 3) + "}}\n");
        texts input{std::move(blocks)};
        viz::reporter to;
        BOOST_TEST(viz::process_in_parallel(input, workers, to, viz::sharing::in_turn));
        BOOST_TEST(finished(*workers[1]) == "{\n   \"n\" : {\n      \"1\" : 10\n   }\n}\n");
    }
}

BOOST_AUTO_TEST_CASE(a_result_does_not_wait_for_more_input) {
    auto const [read, write] = viz_test::make_pipe();
    std::string seen;
    texts input{{"{\"start\":1}\n", "{\"start\":2}\n"}, [&] { seen = read_some(read); }};
    {
        redirected_output const to_pipe{write.get()};
        viz::reporter to;
        static_cast<void>(viz::process_in_parallel(input, workers_of({"--pt"}, 2), to));
    }
    BOOST_TEST(seen == "{\"start\":1}\n");
}

BOOST_AUTO_TEST_CASE(what_is_not_begun_when_strict_stops_is_dropped) {
    auto const workers = workers_of({"--strict", "--reduce", ".n += 1"}, 1);
    texts input{{"no record\n", "{\"start\":1}\n", "{\"start\":2}\n"}};
    viz::reporter to;
    BOOST_TEST(!viz::process_in_parallel(input, workers, to));
    BOOST_TEST(finished(*workers.front()).find('n') == std::string::npos);
}

/// Returns blocks of one long line, and counts how many of the blocks that it returned before still hold that much
/// memory.
class long_lines final : public viz::block_source {
public:
    long_lines(std::size_t count, std::size_t size) : left_(count), size_(size) {}

    [[nodiscard]] std::size_t most_at_once() const { return most_; }

private:
    bool fill(viz::block& b) override {
        auto const large = [&](viz::block const* given) { return given->bytes.capacity() >= size_; };
        most_ = std::max(most_, static_cast<std::size_t>(std::ranges::count_if(given_, large)));
        if (left_-- == 0) return false;
        b.bytes.assign(size_ + viz::json::padding, '\n');
        std::fill_n(b.bytes.begin(), size_ - 1, 'x');
        b.size = size_;
        given_.insert(&b);
        return true;
    }

    std::size_t left_;
    std::size_t size_;
    std::size_t most_ = 0;
    std::set<viz::block const*> given_;
};

BOOST_AUTO_TEST_CASE(a_line_of_many_megabytes_is_alone_in_memory_however_many_threads_there_are) {
    long_lines input{10, std::size_t{9} << 20};
    viz::reporter to;
    BOOST_TEST(viz::process_in_parallel(input, workers_of({}, 8), to));
    BOOST_TEST(input.most_at_once() == 0);
}

/// While it lives, no file can grow.
class file_size_limit {
public:
    explicit file_size_limit(rlim_t size) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &saved_);
        rlimit const limit{size, saved_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    file_size_limit(file_size_limit&&) = delete;
    ~file_size_limit() { setrlimit(RLIMIT_FSIZE, &saved_); }

private:
    rlimit saved_{};
};

/// The page that workers write, if the program was built with it.
boost::test_tools::assertion_result has_page(boost::unit_test::test_unit_id) {
    viz_test::folder const dir;
    try {
        workers_of({"--html", dir.file("page")}, 1);
    } catch (viz::usage_error const&) {
        return false;
    }
    return true;
}

BOOST_AUTO_TEST_CASE(what_a_worker_throws_arrives_in_the_calling_thread, *boost::unit_test::precondition(has_page)) {
    viz_test::folder const dir;
    auto const page = dir.file("page");
    auto const workers = workers_of({"--html", page}, 1);
    texts input{std::deque<std::string>(1000, "{\"data\":\"" + std::string(1000, 'x') + "\"}\n")};
    viz::reporter to;
    std::filesystem::directory_iterator const unfinished{std::filesystem::path{page}.parent_path()};
    file_size_limit const limit{unfinished->file_size() + 100'000};
    BOOST_CHECK_EXCEPTION(static_cast<void>(viz::process_in_parallel(input, workers, to)), std::runtime_error,
                          [&](auto const& failure) { return failure.what() == page + ": File too large"; });
}

}  // namespace
