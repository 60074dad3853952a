// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Compiles and evaluates jq expressions with libjq.

extern "C" {  // the header of version 1.6 lacks this
#include <jq.h>
}

#include "json/jq_members.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viz {

/// Owns a value of libjq. Functions of libjq take ownership of their arguments: pass them the result of `release`.
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

    /// Converts valid JSON text, without the members of objects that are not wanted. libjq stores numbers as doubles.
    /// Returns nothing if the text nests deeper than libjq can read; `why` is then the reason. The byte after the text
    /// must be readable: NUL or white space.
    [[nodiscard]] static std::optional<jq_value> parse(std::string_view json, std::string& why,
                                                       member_set const& wanted = member_set::everything());

    [[nodiscard]] jv copy() const noexcept { return jv_copy(value_); }
    [[nodiscard]] jv release() noexcept { return std::exchange(value_, jv_invalid()); }

    [[nodiscard]] jv_kind kind() const noexcept { return jv_get_kind(value_); }
    /// Returns whether the value counts as true in a condition.
    [[nodiscard]] bool is_true() const noexcept { return kind() != JV_KIND_FALSE && kind() != JV_KIND_NULL; }
    /// Returns the bytes of a string.
    [[nodiscard]] std::string_view text() const noexcept;
    /// Returns compact JSON. Values that nest deeper than libjq writes are replaced by a string that says so.
    [[nodiscard]] std::string dump() const;

private:
    jv value_;
};

/// An expression that libjq rejects. `what` points at the error.
class jq_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct jq_state_deleter {
    void operator()(jq_state* s) const noexcept { jq_teardown(&s); }
};
using jq_state_pointer = std::unique_ptr<jq_state, jq_state_deleter>;

/// A compiled expression. Not thread-safe.
class jq_program {
public:
    /// `option` is named in messages. The expression is compiled after `head`, which is not shown in messages. Throws
    /// `jq_error`.
    jq_program(std::string const& option, std::string const& expression, std::string_view head = {});

    /// Evaluates the expression and passes each output to `take`, which returns whether to continue. Returns the error
    /// message, if any. An expression that halts counts as an error.
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
