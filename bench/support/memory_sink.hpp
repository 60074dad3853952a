// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A sink of spdlog that keeps the text of one transaction.

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <string_view>

namespace bench {

/// Formats each line and stores the text of a transaction.
class memory_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    void clear() { text_.clear(); }
    [[nodiscard]] std::string_view text() const { return {text_.data(), text_.size()}; }

private:
    void sink_it_(spdlog::details::log_msg const& message) override { formatter_->format(message, text_); }
    void flush_() override {}

    spdlog::memory_buf_t text_;
};

}  // namespace bench
