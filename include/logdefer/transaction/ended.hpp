// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A transaction that has been sealed, to be rendered and given to the sink.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/reserve.hpp>
#include <logdefer/transaction/sealer.hpp>
#include <logdefer/transaction/transaction.hpp>

#include <cstdint>
#include <string_view>
#include <system_error>

namespace logdefer::inline LOGDEFER_ABI::detail {

class ended {
public:
    template <class Clock>
    ended(transaction& t, Clock const& clock, std::int64_t now) noexcept
        : transaction_(t), record_(sealer_.seal(clock, now)) {}
    ended(ended&&) = delete;
    ~ended() {
        if (borrowed_) [[unlikely]]
            reserve::give_back(transaction_.text_buffer());
    }

    /// Renders the record. If that fails, renders a stub of it that contains the counts of losses.
    template <class Serializer>
    std::error_code render(Serializer& serializer) noexcept {
        auto& out = transaction_.text_buffer();
        if (out.capacity() < reserve::size) [[unlikely]]
            make_room();
        auto const attempt = [&](record_view r) {
            out.truncate(0);
            auto const code = guarded(error::serializer_failed, [&] { return serializer.append(r, out); });
            return !code && out.failed() ? make_error_code(error::out_of_memory) : code;
        };
        auto const code = attempt(record_);
        if (code && attempt(sealer_.reduce_to_stub())) out.truncate(0);
        return code;
    }

    /// Returns the rendered text; empty if not even the stub could be rendered.
    [[nodiscard]] std::string_view text() const noexcept { return transaction_.text_buffer().view(); }

    /// Gives the record to the sink, and reports an error to the error hook. `dropped` is the number of records that
    /// the sink has dropped, which this record reports: if the sink does not take it, the next one has to.
    template <class Serializer>
    std::error_code deliver(Serializer& serializer, std::uint64_t dropped) noexcept {
        auto const& sink = transaction_.sink;
        auto const give = [&] {
            if (sink.wants_record()) return returning(dropped, sink(record_));
            auto const rendered = render(serializer);
            auto const made = text();
            auto const taken = returning(dropped, made.empty() ? rendered : sink(made, dropped));
            return rendered ? rendered : taken;
        };
        auto const code = give();
        if (code) transaction_.on_error(code, sink.name());
        return code;
    }

private:
    std::error_code returning(std::uint64_t dropped, std::error_code taken) const noexcept {
        if (taken) transaction_.sink.return_dropped(dropped);
        return taken;
    }

    /// Allocates room for the text, or borrows the reserve. Open logs have no memory for text, since there may be many.
    [[gnu::noinline, gnu::cold]] void make_room() noexcept {
        auto& out = transaction_.text_buffer();
        out.truncate(0);
        if (out.prepare(reserve::size) == nullptr) borrowed_ = reserve::lend(out);
    }

    transaction& transaction_;
    sealer sealer_{transaction_};
    record_view record_;
    bool borrowed_ = false;  // the text lies in the reserve
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
