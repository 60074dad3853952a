// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Expressions of the library libjq.

extern "C" {  // which the header of version 1.6 does not say itself
#include <jq.h>
}

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viz {

/// A value of libjq, whose functions take over what they are given: `release` gives it to them.
class jq_value {
public:
    jq_value() noexcept : value_(jv_invalid()) {}
    explicit jq_value(jv value) noexcept : value_(value) {}
    jq_value(jq_value&& other) noexcept : value_(std::exchange(other.value_, jv_invalid())) {}
    jq_value& operator=(jq_value&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~jq_value() { jv_free(value_); }

    /// Reads JSON text. libjq keeps numbers as doubles. Empty where it finds fault with the text; `why` then says what.
    [[nodiscard]] static std::optional<jq_value> parse(std::string_view json, std::string& why);

    [[nodiscard]] jv copy() const noexcept { return jv_copy(value_); }
    [[nodiscard]] jv release() noexcept { return std::exchange(value_, jv_invalid()); }

    [[nodiscard]] jv_kind kind() const noexcept { return jv_get_kind(value_); }
    /// Whether a condition takes it for true.
    [[nodiscard]] bool is_true() const noexcept { return kind() != JV_KIND_FALSE && kind() != JV_KIND_NULL; }
    /// The bytes of a string.
    [[nodiscard]] std::string_view text() const noexcept;
    /// As compact JSON. A string stands for what nests deeper than libjq writes.
    [[nodiscard]] std::string dump() const;

private:
    jv value_;
};

/// An expression that libjq does not understand. `what` points at the place.
class jq_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct jq_state_deleter {
    void operator()(jq_state* s) const noexcept { jq_teardown(&s); }
};
using jq_state_pointer = std::unique_ptr<jq_state, jq_state_deleter>;

/// A compiled expression, for one thread at a time.
class jq_program {
public:
    /// `option` is named in messages. The expression follows `head`, which is not shown in them. Throws `jq_error`.
    jq_program(std::string const& option, std::string const& expression, std::string_view head = {});

    /// Evaluates the expression and gives each output to `take`, which returns whether it wants more. Returns what went
    /// wrong, or nothing. That an expression halts is an error like others.
    template <class Take>
    std::optional<std::string> run(jq_value input, Take take) {
        jq_start(state_.get(), input.release(), 0);
        for (;;) {
            jq_value output{jq_next(state_.get())};
            if (output.kind() == JV_KIND_INVALID) return failure_of(std::move(output));
            if (!take(std::move(output))) return std::nullopt;
        }
    }

private:
    [[nodiscard]] std::optional<std::string> failure_of(jq_value end) const;

    jq_state_pointer state_;
};

}  // namespace viz
