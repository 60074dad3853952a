// SPDX-License-Identifier: BSL-1.0
#include "parallel.hpp"

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace viz {

namespace {

/// A ring of blocks. The reader fills them in turn, workers take them in turn, and the reader reports them in turn.
class ring {
public:
    explicit ring(std::size_t size) : slots_(size) {}

    struct slot {
        block input;
        block_result result;
        bool done = false;
    };

    /// The next one to fill; null while all are in use. For the reader.
    [[nodiscard]] slot* free_slot() { return filled_ - reported_ < slots_.size() ? &at(filled_) : nullptr; }

    /// Gives what was filled to the workers.
    void hand_over() {
        {
            std::scoped_lock const lock{mutex_};
            at(filled_).done = false;
            ++filled_;
        }
        work_.notify_one();
    }

    /// Waits for the result of the oldest block that was not reported; null where there is none. Rethrows what a worker
    /// threw.
    [[nodiscard]] slot* oldest_result() {
        std::unique_lock lock{mutex_};
        if (reported_ == filled_) return nullptr;
        result_.wait(lock, [&] { return at(reported_).done || failure_ != nullptr; });
        if (failure_ != nullptr) std::rethrow_exception(failure_);
        return &at(reported_);
    }

    /// The oldest result may be filled again.
    void release() { ++reported_; }

    /// Lets workers leave when they have taken what there is.
    void close() {
        {
            std::scoped_lock const lock{mutex_};
            closed_ = true;
        }
        work_.notify_all();
    }

    /// Works until the ring is closed.
    void work(worker& w) {
        while (slot* const s = take()) {
            try {
                s->result.clear();
                w.process(s->input, s->result);
                finish(*s, nullptr);
            } catch (...) {
                finish(*s, std::current_exception());
            }
        }
    }

private:
    [[nodiscard]] slot& at(std::size_t number) { return slots_[number % slots_.size()]; }

    [[nodiscard]] slot* take() {
        std::unique_lock lock{mutex_};
        work_.wait(lock, [&] { return taken_ < filled_ || closed_; });
        return taken_ < filled_ ? &at(taken_++) : nullptr;
    }

    void finish(slot& s, std::exception_ptr failure) {
        {
            std::scoped_lock const lock{mutex_};
            s.done = true;
            if (failure != nullptr) failure_ = std::move(failure);
        }
        result_.notify_one();
    }

    std::vector<slot> slots_;
    std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable result_;
    std::size_t filled_ = 0;    // written by the reader under the lock
    std::size_t taken_ = 0;     // under the lock
    std::size_t reported_ = 0;  // the reader's own
    bool closed_ = false;
    std::exception_ptr failure_;
};

/// Threads that work on a ring, and end with it.
class crew {
public:
    crew(ring& r, std::span<std::unique_ptr<worker> const> workers) : closer_{r} {
        for (auto const& w : workers) threads_.emplace_back([&r, &w] { r.work(*w); });
    }
    crew(crew&&) = delete;

private:
    /// Lets the threads end before they are joined, also where not all of them could be started.
    struct closer {
        ring& of;
        ~closer() { of.close(); }
    };

    std::vector<std::jthread> threads_;
    closer closer_;
};

}  // namespace

bool process_in_parallel(block_source& input, std::span<std::unique_ptr<worker> const> workers, reporter& to) {
    ring blocks{2 * workers.size() + 1};
    crew const threads{blocks, workers};
    for (bool more = true;;) {
        if (auto* const free = more ? blocks.free_slot() : nullptr) {
            more = input.next(free->input);
            if (more) blocks.hand_over();
            continue;
        }
        auto* const oldest = blocks.oldest_result();
        if (oldest == nullptr) return true;
        if (!to.report(oldest->input, oldest->result)) return false;
        blocks.release();
    }
}

}  // namespace viz
