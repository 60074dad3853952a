// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The database behind threads of its own, so that a query never stops the event loop.

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

/// A few threads, and as many stores for them to work with.
class order_database {
public:
    /// Opens the database once for each thread and fills it if it is empty.
    order_database(std::string const& path, int threads, int seeded_orders);

    /// Runs `work(order_store&)` on a database thread; gives what it returns or throws to the caller, on its executor.
    ///
    /// The current log gets a timer, whose `queued` tells how long the work waited for a thread. The caller waits, so
    /// its log may be used over there meanwhile.
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

    /// Lets the work that waits or runs fail, so that a shutdown need not wait for it.
    void interrupt() noexcept;

    /// Ends the threads, after what they still do. Who waits for their work has to call this before the executor goes
    /// that it waits on: a thread that has handed over its result may not have let go of that yet.
    void join() { threads_.join(); }

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

    static void report(std::chrono::nanoseconds took, std::string_view request_id);
    order_store* take();
    void give(order_store* store) noexcept;

    std::vector<std::unique_ptr<order_store>> stores_;
    std::mutex mutex_;
    std::vector<order_store*> free_;  // guarded by the mutex
    std::atomic<bool> interrupted_ = false;
    boost::asio::thread_pool threads_;  // last: its threads end before what they use
};

}  // namespace orders
