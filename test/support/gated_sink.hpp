// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Sinks that store records, and wait in each call until the test lets them continue.

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace support {

/// Takes one record in each call.
class gated_sink {
public:
    /// Makes calls wait from now on, until `open`.
    void close() {
        std::scoped_lock const lock{mutex_};
        open_ = false;
    }
    void open() {
        std::scoped_lock const lock{mutex_};
        open_ = true;
        changed_.notify_all();
    }

    /// Returns when this many calls have begun.
    void await_calls(std::size_t n) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return calls_.size() >= n; });
    }

    /// Makes calls fail with this code from now on, after this many bytes have been taken.
    void fail(std::error_code code, std::size_t taken = 0) {
        std::scoped_lock const lock{mutex_};
        code_ = code;
        taken_ = taken;
    }

    [[nodiscard]] std::vector<std::string> calls() const {
        std::scoped_lock const lock{mutex_};
        return calls_;
    }

    /// Returns the records of all calls.
    [[nodiscard]] std::string text() const {
        std::string all;
        for (auto const& call : calls()) all += call;
        return all;
    }

    [[nodiscard]] static std::string_view name() { return "gated"; }

    std::error_code operator()(std::string_view text) {
        std::size_t written = 0;
        return take(text, written);
    }

protected:
    std::error_code take(std::string_view text, std::size_t& written) {
        std::unique_lock lock{mutex_};
        calls_.emplace_back(text);
        changed_.notify_all();
        changed_.wait(lock, [&] { return open_; });
        written = code_ ? taken_ : text.size();
        return code_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> calls_;
    std::error_code code_;
    std::size_t taken_ = 0;
    bool open_ = true;
};

/// Takes many records in one call.
class gated_batch_sink : public gated_sink {
public:
    std::error_code write(std::string_view lines, std::size_t& written) { return take(lines, written); }
};

}  // namespace support
