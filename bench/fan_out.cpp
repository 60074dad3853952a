// SPDX-License-Identifier: BSL-1.0

// T5: measures several logs that write one record, in one transaction with k forks of 64 lines each. If there are fewer
// processors than k threads, the time is mostly that of waking them; on one thread it is that of the library.

#include "support/measure.hpp"
#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/reader/json_reader.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace bench {
namespace {

using log_defer = logdefer::basic_log_defer<logdefer::system_clock>;

void record_lines(log_defer& log) noexcept {
    for (int i = 0; i < 64; ++i) log.info("a message of forty characters, no more.");
}

/// One transaction, whose forks end one after the other.
void record_serially(keeping_sink& sink, std::size_t forks) noexcept {
    log_defer log{sink};
    for (; forks > 0; --forks) {
        auto fork = log.fork();
        record_lines(fork);
    }
}

/// Threads that wait for forks, one fork for each.
class crew {
public:
    explicit crew(std::size_t size) : members_(size) {
        for (member& m : members_) m.thread = std::thread{[this, &m] { work(m); }};
    }
    crew(crew&&) = delete;
    ~crew() {
        over_ = true;
        wake();
        for (member& m : members_) m.thread.join();
    }

    /// Runs one transaction, which has been written when this returns.
    void record(keeping_sink& sink) noexcept {
        busy_.store(members_.size(), std::memory_order_relaxed);  // published by the wake-up
        {
            log_defer log{sink};
            for (member& m : members_) m.log.emplace(log.fork());
            wake();
        }
        while (auto const busy = busy_.load(std::memory_order_acquire)) busy_.wait(busy, std::memory_order_acquire);
    }

    /// Returns the allocations of these threads since they began.
    [[nodiscard]] std::uint64_t allocations_of_members() const noexcept { return allocations_; }

private:
    struct member {
        std::optional<log_defer> log;
        std::thread thread = {};
    };

    void wake() noexcept {
        round_.fetch_add(1, std::memory_order_release);
        round_.notify_all();
    }

    void work(member& m) noexcept {
        for (unsigned seen = 0;; ++seen) {
            round_.wait(seen, std::memory_order_acquire);
            if (over_) return;
            auto const before = allocations();
            record_lines(*m.log);
            m.log.reset();
            allocations_.fetch_add(allocations() - before, std::memory_order_relaxed);  // relaxed: only counts
            if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_one();
        }
    }

    std::vector<member> members_;
    std::atomic<unsigned> round_ = 0;
    std::atomic<std::size_t> busy_ = 0;
    std::atomic<std::uint64_t> allocations_ = 0;
    std::atomic<bool> over_ = false;
};

/// Enough transactions for each transaction of the pools to have been used in every role.
constexpr int warm_up = 1000;

void time_threads(benchmark::State& state) {
    crew threads{static_cast<std::size_t>(state.range(0))};
    keeping_sink sink;
    for (int i = 0; i < warm_up; ++i) threads.record(sink);
    auto const before = allocations() + threads.allocations_of_members();
    for (auto _ : state) threads.record(sink);
    auto const count = static_cast<double>(allocations() + threads.allocations_of_members() - before);
    state.counters["allocs"] = benchmark::Counter(count, benchmark::Counter::kAvgIterations);
}

void time_serially(benchmark::State& state) {
    keeping_sink sink;
    auto const forks = static_cast<std::size_t>(state.range(0));
    for (int i = 0; i < warm_up; ++i) record_serially(sink, forks);
    allocation_counter const counter{state};
    for (auto _ : state) record_serially(sink, forks);
}

BENCHMARK(time_threads)->Name("T5/logdefer")->RangeMultiplier(2)->Range(1, 8)->UseRealTime();
BENCHMARK(time_serially)->Name("T5/logdefer_serial")->RangeMultiplier(2)->Range(1, 8);

void require_lines(std::string_view text, std::ptrdiff_t lines) {
    logdefer::record record;
    require(static_cast<bool>(logdefer::read_record(text, record)), "no record");
    auto const logs = record.view().logs();
    require(std::distance(logs.begin(), logs.end()) == lines, "not all lines are there");
}

bool const whole_records = add_check("T5/logdefer", [] {
    keeping_sink sink;
    crew{8}.record(sink);
    require_lines(sink.line, 8 * 64);
    record_serially(sink, 3);
    require_lines(sink.line, 3 * 64);
});

bool const steady_state = add_check("T5/logdefer_serial allocations", [] {
    keeping_sink sink;
    for (int i = 0; i < warm_up; ++i) record_serially(sink, 8);
    auto const before = allocations();
    for (int i = 0; i < 10; ++i) record_serially(sink, 8);
    require(allocations() == before, "allocates in its steady state");
});

}  // namespace
}  // namespace bench
