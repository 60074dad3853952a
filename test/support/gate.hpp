// SPDX-License-Identifier: BSL-1.0
#pragma once

/// An operation that completes when the test releases it.

#include <coroutine>
#include <utility>

namespace support {

/// When awaited, waits for `release`. It is an awaiter: await it as an lvalue.
class gate {
public:
    gate() = default;
    gate(gate&&) = delete;

    /// Makes the next await find it ready.
    void make_ready() noexcept { ready_ = true; }

    [[nodiscard]] bool awaited() const noexcept { return static_cast<bool>(waiting_); }

    /// Resumes the waiting coroutine on this thread.
    void release() { std::exchange(waiting_, nullptr).resume(); }

    [[nodiscard]] bool await_ready() const noexcept { return ready_; }
    void await_suspend(std::coroutine_handle<> h) noexcept { waiting_ = h; }
    static void await_resume() noexcept {}

private:
    std::coroutine_handle<> waiting_;
    bool ready_ = false;
};

}  // namespace support
