// SPDX-License-Identifier: BSL-1.0
#include "pipeline/parallel.hpp"

#include "system/excess.hpp"

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace viz {

namespace {

/// A ring of blocks. The reader fills them in order, and workers take them in order. The worker that finishes the
/// oldest block reports it and all finished blocks after it, so no result waits for input.
class ring {
public:
    ring(std::size_t workers, sharing how, reporter& to)
        : workers_(workers), how_(how), slots_(2 * workers + 1), to_(to) {}

    /// Waits until a block is free and the blocks in use do not hold too many bytes. Returns null if no more input is
    /// wanted. Called by the reader.
    [[nodiscard]] block* free_block() {
        std::unique_lock lock{mutex_};
        reported_one_.wait(lock, [&] { return has_room() || stopped_; });
        return stopped_ ? nullptr : &at(filled_).input;
    }

    /// Passes the filled block to the workers.
    void pass_on() {
        {
            std::scoped_lock const lock{mutex_};
            slot& s = at(filled_++);
            s.done = false;
            hold(s, s.input.size);
        }
        if (how_ == sharing::in_turn) return work_.notify_all();  // only one of the workers may take it
        work_.notify_one();
    }

    /// Waits until all blocks are reported. Returns false if the reporter wanted no more before that. Rethrows
    /// exceptions of workers.
    [[nodiscard]] bool finish() {
        std::unique_lock lock{mutex_};
        reported_one_.wait(lock, [&] { return reported_ == filled_ || stopped_; });
        if (failure_ != nullptr) std::rethrow_exception(failure_);
        return !stopped_;
    }

    /// Tells the workers to return. Blocks that they have not begun are dropped.
    void stop() {
        {
            std::scoped_lock const lock{mutex_};
            stopped_ = true;
        }
        work_.notify_all();
    }

    /// Processes blocks until the ring is stopped. `turn` is the number of the worker.
    void work(worker& w, std::size_t turn) {
        try {
            while (slot* const s = how_ == sharing::in_turn ? take_at(turn) : take()) {
                turn += workers_;
                w.process(s->input, s->result);
                report(*s);
            }
        } catch (...) {
            fail(std::current_exception());
        }
    }

private:
    struct slot {
        block input;
        block_result result;
        std::size_t held = 0;  // bytes of input and result
        bool done = false;
    };

    [[nodiscard]] slot& at(std::size_t number) { return slots_[number % slots_.size()]; }

    [[nodiscard]] bool has_room() const {
        constexpr std::size_t most_held = std::size_t{8} << 20;  // can be less than a single long line
        return filled_ == reported_ || (filled_ - reported_ < slots_.size() && held_ < most_held);
    }

    void hold(slot& s, std::size_t size) {
        s.held += size;
        held_ += size;
    }

    [[nodiscard]] slot* take() {
        std::unique_lock lock{mutex_};
        work_.wait(lock, [&] { return taken_ < filled_ || stopped_; });
        return stopped_ ? nullptr : &at(taken_++);
    }

    /// Waits for the block with a number.
    [[nodiscard]] slot* take_at(std::size_t number) {
        std::unique_lock lock{mutex_};
        work_.wait(lock, [&] { return number < filled_ || stopped_; });
        return stopped_ ? nullptr : &at(number);
    }

    void report(slot& finished) {
        std::unique_lock lock{mutex_};
        finished.done = true;
        hold(finished, finished.result.out.bytes.size());
        if (std::exchange(reporting_, true)) return;
        while (!stopped_ && reported_ < filled_ && at(reported_).done) {
            slot& oldest = at(reported_);
            lock.unlock();
            bool const more = to_.report(oldest.input, oldest.result);
            give_back_excess(oldest.input.bytes);
            oldest.result.clear();
            lock.lock();
            held_ -= std::exchange(oldest.held, 0);
            ++reported_;
            if (!more) stopped_ = true;
            reported_one_.notify_one();
        }
        reporting_ = false;
    }

    void fail(std::exception_ptr failure) {
        {
            std::scoped_lock const lock{mutex_};
            failure_ = std::move(failure);
            stopped_ = true;
        }
        reported_one_.notify_one();
    }

    std::size_t workers_;
    sharing how_;
    std::vector<slot> slots_;
    reporter& to_;  // used by one worker at a time
    std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable reported_one_;
    // All members below are guarded by the mutex. Only the reader changes the block at `filled_`.
    std::size_t filled_ = 0;
    std::size_t taken_ = 0;
    std::size_t reported_ = 0;
    std::size_t held_ = 0;  // by all blocks in use
    bool reporting_ = false;
    bool stopped_ = false;
    std::exception_ptr failure_;
};

/// Threads that work on a ring until they are stopped.
class thread_group {
public:
    /// Throws `too_few_threads`.
    thread_group(ring& r, std::span<std::unique_ptr<worker> const> workers) : stopper_{r} {
        std::size_t turn = 0;
        try {
            for (auto const& w : workers) threads_.emplace_back([&r, &w, turn = turn++] { r.work(*w, turn); });
        } catch (std::system_error const&) {
            throw too_few_threads{};
        }
    }
    thread_group(thread_group&&) = delete;

private:
    /// Stops the threads before they are joined, even if starting one of them failed.
    struct stopper {
        ring& of;
        ~stopper() { of.stop(); }
    };

    std::vector<std::jthread> threads_;
    stopper stopper_;
};

}  // namespace

bool process_in_parallel(block_source& input, std::span<std::unique_ptr<worker> const> workers, reporter& to,
                         sharing how) {
    ring blocks{workers.size(), how, to};
    thread_group const threads{blocks, workers};
    while (auto* const b = blocks.free_block()) {
        if (!input.next(*b)) break;
        blocks.pass_on();
    }
    return blocks.finish();
}

}  // namespace viz
