// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The database behind threads of its own, so that a query never stops the event loop.

#include "order_store.hpp"

#include <logdefer/logdefer.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace orders {

/// A few threads, and as many stores for them to work with.
class order_database {
public:
    /// Opens the database once for each thread and fills it if it is empty.
    order_database(std::string const& path, int threads, int seeded_orders);

    /// Runs `work(order_store&)` on a database thread; gives what it returns or throws to the caller, on its executor.
    ///
    /// The log gets two timers: `queue`, until a thread is free, and `database`, the work itself. The caller waits,
    /// so its log may be used over here meanwhile.
    template <class Work, class Result = std::invoke_result_t<Work&, order_store&>>
    boost::asio::awaitable<Result> run(logdefer::log_defer& log, Work work) {
        auto queue = log.timer("queue");
        auto const job = [&]() -> boost::asio::awaitable<Result> {
            queue.stop();
            auto const database = log.timer("database");
            borrowed_store const store{*this};
            auto const begin = std::chrono::steady_clock::now();
            Result result = work(*store);
            warn_if_slow(std::chrono::steady_clock::now() - begin, log);
            co_return result;
        };
        co_return co_await boost::asio::co_spawn(threads_, job, boost::asio::use_awaitable);
    }

    /// Lets the work that waits or runs fail, so that a shutdown need not wait for it.
    void interrupt() noexcept;

private:
    /// A store for as long as one piece of work takes. There is one for each thread, so there always is one.
    class borrowed_store {
    public:
        explicit borrowed_store(order_database& owner) : owner_(owner), store_(owner.take()) {}
        borrowed_store(borrowed_store&&) = delete;
        ~borrowed_store() { owner_.give(store_); }
        order_store& operator*() const noexcept { return *store_; }

    private:
        order_database& owner_;
        order_store* store_;
    };

    static void warn_if_slow(std::chrono::nanoseconds took, logdefer::log_defer& log);
    order_store* take();
    void give(order_store* store) noexcept;

    std::vector<std::unique_ptr<order_store>> stores_;
    std::mutex mutex_;
    std::vector<order_store*> free_;  // guarded by the mutex
    std::atomic<bool> interrupted_ = false;
    boost::asio::thread_pool threads_;  // last: its threads end before what they use
};

}  // namespace orders
