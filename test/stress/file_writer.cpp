// SPDX-License-Identifier: BSL-1.0

// Logs from several threads into one file, and stores the result of each `finish()` in a mapped file, which survives
// the end of this process. For files.py.
//
// file_writer FILE ANSWERS NAME THREADS RECORDS CHECK_INTERVAL [fork]
//
// Record n of thread t has the answer at byte t * RECORDS + n: '+' written, '-' not written, '.' not yet known. The
// interval is in milliseconds, or "never". With "fork" a child process, made when the file is open, has every second
// thread. SIGHUP has the file opened anew, SIGTERM ends the program early.

#include <logdefer/logdefer.hpp>
#include <logdefer/sinks/file_sink.hpp>

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

logdefer::file_sink* told = nullptr;
std::atomic<bool> ending = false;

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::chrono::nanoseconds interval(std::string_view text) {
    return text == "never" ? logdefer::file_options::never : std::chrono::milliseconds{number(text)};
}

void ignore(std::error_code, std::string_view) {}

void write_records(logdefer::file_sink& sink, std::string_view name, std::size_t thread, char* answers,
                   std::size_t records) {
    std::string const filling(20'000, '"');  // each takes two bytes in the record
    for (std::size_t n = 0; n < records && !ending; ++n) {
        logdefer::log_defer log{sink, {.on_error = ignore}};
        log.data({{"name", name}, {"thread", thread}, {"n", n}});
        std::size_t const length = n % 100 == 0 ? filling.size() : n * 7 % 600;
        log.info(std::string_view{filling}.substr(0, length));
        char const answer = log.finish() ? '-' : '+';
        std::atomic_ref{answers[n]}.store(answer, std::memory_order_relaxed);
    }
}

}  // namespace

int main(int argc, char** argv) {
    bool const forks = argc == 8 && std::string_view{argv[7]} == "fork";
    if (argc != 7 && !forks) return 2;
    std::size_t const threads = number(argv[4]);
    std::size_t const records = number(argv[5]);
    int const answers_file = ::open(argv[2], O_RDWR | O_CLOEXEC);
    void* const answers = ::mmap(nullptr, threads * records, PROT_READ | PROT_WRITE, MAP_SHARED, answers_file, 0);
    if (answers == MAP_FAILED) {
        std::perror(argv[2]);
        return 2;
    }
    logdefer::file_sink sink{argv[1], {.check_interval = interval(argv[6])}};
    told = &sink;
    struct sigaction on_hangup{};
    on_hangup.sa_handler = [](int) { told->reopen(); };
    ::sigaction(SIGHUP, &on_hangup, nullptr);
    std::signal(SIGTERM, [](int) { ending = true; });
    pid_t const child = forks ? ::fork() : -1;
    std::vector<std::thread> running;
    for (std::size_t t = child == 0 ? 1 : 0; t < threads; t += forks ? 2 : 1) {
        running.emplace_back(
            [&, t] { write_records(sink, argv[3], t, static_cast<char*>(answers) + t * records, records); });
    }
    for (auto& thread : running) thread.join();
    int status = 0;
    if (child > 0) ::waitpid(child, &status, 0);
    return status == 0 ? 0 : 1;
}
