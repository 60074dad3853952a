// SPDX-License-Identifier: BSL-1.0

// Coroutines of a custom type on an event loop: timers around awaits, and a log that is not passed as an argument.

#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <coroutine>
#include <exception>
#include <iostream>
#include <map>
#include <string_view>
#include <utility>

using namespace std::chrono_literals;
using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

/// Resumes sleeping coroutines one after the other; its clock jumps to the time at which the next one wakes.
class event_loop {
public:
    logdefer::manual_clock clock;

    auto sleep(std::chrono::nanoseconds d) {
        struct sleeper {
            event_loop& loop;
            std::chrono::nanoseconds until;
            static bool await_ready() noexcept { return false; }
            void await_suspend(std::coroutine_handle<> h) const { loop.sleepers_.emplace(until, h); }
            static void await_resume() noexcept {}
        };
        return sleeper{*this, now() + d};
    }

    /// Occupies the thread for this long.
    void work(std::chrono::nanoseconds d) const { clock.advance(d); }

    void run() {
        while (!sleepers_.empty()) {
            auto const [until, sleeper] = *sleepers_.begin();
            sleepers_.erase(sleepers_.begin());
            if (until > now()) clock.advance(until - now());
            sleeper.resume();
        }
    }

private:
    [[nodiscard]] std::chrono::nanoseconds now() const { return std::chrono::nanoseconds{clock.ticks()}; }

    std::multimap<std::chrono::nanoseconds, std::coroutine_handle<>> sleepers_;
};

//[task
class task {
public:
    struct promise_type : logdefer::context_promise {
        task get_return_object() { return task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
        auto final_suspend() noexcept { return carried(back_to_caller{}); }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }

        std::coroutine_handle<> caller = std::noop_coroutine();
    };
    //]

    task(task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    task& operator=(task&&) = delete;
    ~task() {
        if (handle_) handle_.destroy();
    }

    void start() const { handle_.resume(); }

    static bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) const noexcept {
        handle_.promise().caller = caller;
        return handle_;
    }
    static void await_resume() noexcept {}

private:
    struct back_to_caller {
        static bool await_ready() noexcept { return false; }
        static std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept {
            return h.promise().caller;
        }
        static void await_resume() noexcept {}
    };

    explicit task(std::coroutine_handle<promise_type> h) : handle_(h) {}

    std::coroutine_handle<promise_type> handle_;
};

//[timed
task load_order(event_loop& loop, log_type& log) {
    co_await logdefer::timed(log, "db", loop.sleep(12ms));
    co_await logdefer::timed<logdefer::timing::split>(log, "cache", loop.sleep(3ms));
}
//]

//[current
task query(event_loop& loop, std::string_view sql) {
    co_await loop.sleep(5ms);
    logdefer::current<log_type>().info("queried", {{"sql", sql}});
}

task answer(event_loop& loop) {
    co_await query(loop, "SELECT 1");
    logdefer::current<log_type>().info("answered");
}
//]

//[root
task serve(event_loop& loop, std::string_view path, task (*handler)(event_loop&)) {
    log_type log{std::cout, loop.clock};
    logdefer::log_context context{log};
    co_await context;  // from here on this coroutine, and those that it makes, belong to the log
    log.data("path", path);
    co_await logdefer::timed<logdefer::timing::full>(log, "handle", handler(loop));
}
//]

//[blocked
task quick(event_loop& loop) {
    for (int i = 0; i < 3; ++i) {
        co_await loop.sleep(5ms);
        loop.work(1ms);
    }
}

task report(event_loop& loop) {
    co_await loop.sleep(5ms);
    loop.work(80ms);  // parses a file, say
}
//]

//[branches
task warm_up(event_loop& loop, std::string_view what) {
    co_await loop.sleep(5ms);
    logdefer::current<log_type>().info("warm", {{"what", what}});
}
//]

void run_branches() {
    event_loop loop;
    //[fork
    log_type log{std::cout, loop.clock};
    log_type fork = log.fork();
    logdefer::log_context context{log};
    logdefer::log_context fork_context{fork};
    task const one = context.create([&] { return warm_up(loop, "cache"); });
    task const other = fork_context.create([&] { return warm_up(loop, "database"); });
    //]
    one.start();
    other.start();
    loop.run();
}

int main() {
    {
        std::cout << "== timed\n";
        event_loop loop;
        log_type log{std::cout, loop.clock};
        task const t = load_order(loop, log);
        t.start();
        loop.run();
    }
    {
        std::cout << "== root\n";
        event_loop loop;
        task const t = serve(loop, "/answer", answer);
        t.start();
        loop.run();
    }
    {
        std::cout << "== blocked\n";
        event_loop loop;
        task const one = serve(loop, "/quick", quick);
        task const other = serve(loop, "/report", report);
        one.start();
        other.start();
        loop.run();
    }
    std::cout << "== fork\n";
    run_branches();
}
