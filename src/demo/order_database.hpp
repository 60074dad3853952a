// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Accesses the database on threads of its own, so that a query never blocks the event loop.

#include "order_store.hpp"

#include <logdefer/asio.hpp>
#include <logdefer/coroutine.hpp>
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
#include <string_view>
#include <type_traits>
#include <vector>

namespace orders {

/// A few threads, and a store for each of them.
class order_database {
public:
    /// Opens the database once for each thread and fills it if it is empty.
    order_database(std::string const& path, int threads, int seeded_orders);

    /// Runs `work(order_store&)` on a database thread, and passes its result or exception to the caller, on its
    /// executor.
    ///
    /// Adds a timer to the current log, whose `queued` is the time for which the work waited for a thread. The caller
    /// is suspended meanwhile, so the work may use its log.
    template <class Work, class Result = std::invoke_result_t<Work&, order_store&>>
    boost::asio::awaitable<Result> run(std::string_view request_id, Work work) {
        auto const job = [&]() -> boost::asio::awaitable<Result> {
            borrowed_store const store{*this};
            auto const begin = std::chrono::steady_clock::now();
            Result result = work(*store);
            report(std::chrono::steady_clock::now() - begin, request_id);
            co_return result;
        };
        auto const executor = logdefer::bind<logdefer::timing::full>(threads_, logdefer::current(), "database");
        co_return co_await boost::asio::co_spawn(executor, job, boost::asio::use_awaitable);
    }

    [[nodiscard]] std::string const& path() const noexcept { return path_; }

    /// Makes waiting and running work fail, so that a shutdown does not wait for it.
    void interrupt() noexcept;

    /// Ends the threads after their current work. Must be called before the executor on which callers wait is
    /// destroyed: a thread that has delivered its result may still refer to that executor.
    void join() { threads_.join(); }

private:
    /// Owns a store for the duration of one piece of work. There are as many stores as threads, so one is always free.
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

    static void report(std::chrono::nanoseconds took, std::string_view request_id);
    order_store* take();
    void give(order_store* store) noexcept;

    std::string path_;
    std::vector<std::unique_ptr<order_store>> stores_;
    std::mutex mutex_;
    std::vector<order_store*> free_;  // guarded by the mutex
    std::atomic<bool> interrupted_ = false;
    boost::asio::thread_pool threads_;  // last, so that its threads end before the members that they use are destroyed
};

}  // namespace orders
