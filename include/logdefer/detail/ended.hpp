// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A transaction that has been sealed: what is left is to render it and to give it to the sink.

#include <logdefer/detail/sealer.hpp>
#include <logdefer/detail/transaction.hpp>
#include <logdefer/error.hpp>
#include <logdefer/output_buffer.hpp>
#include <logdefer/record.hpp>

#include <cstdint>
#include <system_error>

namespace logdefer::detail {

class ended {
public:
    template <class Clock>
    ended(transaction& t, Clock const& clock, std::int64_t now) noexcept
        : transaction_(t), record_(sealer_.seal(clock, now)) {}

    [[nodiscard]] transaction& contents() noexcept { return transaction_; }

    /// Fills the text buffer; when that fails, with the stub of a record that says how much was lost.
    template <class Serializer>
    std::error_code render(Serializer& serializer) noexcept {
        auto& out = transaction_.text_buffer();
        auto const attempt = [&](record_view r) {
            out.truncate(0);
            auto const code = guarded(error::serializer_failed, [&] { return serializer.append(r, out); });
            return !code && out.failed() ? make_error_code(error::out_of_memory) : code;
        };
        auto const code = attempt(record_);
        if (code && attempt(sealer_.reduce_to_stub())) out.truncate(0);
        return code;
    }

    /// Gives the record to the sink; tells the error hook what went wrong.
    template <class Serializer>
    std::error_code deliver(Serializer& serializer) noexcept {
        auto const& sink = transaction_.sink;
        auto const give = [&] {
            if (sink.wants_record()) return sink(record_);
            auto const rendered = render(serializer);
            auto const text = transaction_.text_buffer().view();
            auto const taken = text.empty() ? std::error_code{} : sink(text);
            return rendered ? rendered : taken;
        };
        auto const code = give();
        if (code) transaction_.on_error(code, sink.name());
        return code;
    }

private:
    transaction& transaction_;
    sealer sealer_{transaction_};
    record_view record_;
};

}  // namespace logdefer::detail
