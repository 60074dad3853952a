// SPDX-License-Identifier: BSL-1.0

// Sinks that do not block the threads that log.

#include <logdefer/logdefer.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/batch_sink.hpp>
#include <logdefer/testing.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <pthread.h>
#include <unistd.h>

using namespace std::chrono_literals;
using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

void by_a_thread() {
    std::cout << "== async\n";
    //[async
    logdefer::async_sink sink{logdefer::file_sink{"requests.log"}};
    {
        log_type log{sink};
        log.info("answered");
    }  // here the record is copied; a thread of the sink's own writes it
    //]
    //[flush
    bool const written = sink.flush(std::chrono::steady_clock::now() + 2s);
    //]
    if (written) std::cout << std::ifstream{"requests.log"}.rdbuf();
}

void by_a_thread_of_a_service_that_must_answer() {
    //[drop
    logdefer::async_sink sink{logdefer::file_sink{"requests.log"},
                              {.capacity = 8 << 20,  // bytes that may wait
                               .when_full = logdefer::overflow::drop_newest,
                               .period = 20ms}};
    //]
    log_type{sink};
}

void in_batches() {
    //[batch
    logdefer::batch_sink sink{logdefer::file_sink{"requests.log"}, {.bytes = 64 << 10, .period = 1s}};
    //]
    log_type{sink};
}

//[counting
/// Takes a few records, and drops what comes beyond.
class limited_sink {
public:
    explicit limited_sink(int room) : room_(room) {}

    void refill(int room) { room_ = room; }

    std::error_code operator()(std::string_view record) {
        if (room_ == 0) {
            ++dropped_;
            return logdefer::error::queue_full;
        }
        --room_;
        std::cout << record;
        return {};
    }

    std::uint64_t take_dropped() noexcept { return std::exchange(dropped_, 0); }
    void return_dropped(std::uint64_t n) noexcept { dropped_ += n; }  // the record that was to tell it was not taken

private:
    int room_;
    std::uint64_t dropped_ = 0;
};
//]

void counting() {
    std::cout << "== dropped\n";
    auto const ignore = [](std::error_code, std::string_view) {};
    limited_sink sink{1};
    for (int i = 0; i < 4; ++i) log_type{sink, {.on_error = ignore}};
    sink.refill(1);
    log_type{sink};
}

void drain() {
    std::cout << "== drain\n";
    //[drain
    ::sigset_t termination{};
    ::sigemptyset(&termination);
    ::sigaddset(&termination, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &termination, nullptr);  // before there are threads, which take it over

    logdefer::async_sink sink{logdefer::file_sink{"requests.log"}};
    std::atomic<bool> stopping{false};
    std::thread worker{[&] {
        do {
            log_type log{sink};
            log.info("answered");
        } while (!stopping);
    }};

    ::kill(::getpid(), SIGTERM);  // as systemd and Kubernetes do
    int signal = 0;
    ::sigwait(&termination, &signal);
    stopping = true;  // no further requests
    worker.join();    // those that have begun end, and their logs with them
    bool const all_written = sink.flush(std::chrono::steady_clock::now() + 2s);
    std::cout << (all_written ? "drained" : "too late") << ", lost: " << sink.counters().dropped << '\n';
    //]
}

int main() {
    by_a_thread();
    by_a_thread_of_a_service_that_must_answer();
    in_batches();
    counting();
    drain();
}
