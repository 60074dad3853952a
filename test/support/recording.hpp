// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Builds a record entry by entry, at times that the test chooses, without a clock or a log.

#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/merging.hpp>
#include <logdefer/transaction/sealer.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace support {

class recording {
public:
    using time = std::chrono::nanoseconds;

    explicit recording(time wall = std::chrono::seconds{1'700'000'000}) {
        if (!entries_.begin(wall, 0)) throw std::runtime_error("no memory for a test's record");
    }

    template <class... Items>
    void line(time at, int level, logdefer::text message, Items&&... items) {
        entries_.end_not_before(at.count());
        (void)entries_.append<logdefer::detail::entry_kind::log>(0, level, std::array<std::int64_t, 1>{at.count()},
                                                                 [&](logdefer::value_writer& out) {
                                                                     logdefer::detail::words_of(out).string(message);
                                                                     (out.write(std::forward<Items>(items)), ...);
                                                                 });
    }

    template <class T = logdefer::fields>
    void data(logdefer::text key, T&& value, logdefer::merge_data merge = logdefer::merge_data::shallow) {
        entries_.append_data(merge, [&](logdefer::value_writer& out) {
            logdefer::detail::words_of(out).string(key);
            out.write(std::forward<T>(value));
        });
    }

    void timer(logdefer::text name, time start, time end) {
        entries_.end_not_before(end.count());
        entries_.stop_timer(entries_.start_timer(name, start.count()), end.count());
    }

    void open_timer(logdefer::text name, time start) { (void)entries_.start_timer(name, start.count()); }

    /// Ends the record. Nothing may be added after it; the view is valid as long as this object.
    [[nodiscard]] logdefer::record_view seal(time end) { return sealer_.seal(end.count()); }

    /// Returns the stub of a sealed record that cannot be rendered.
    [[nodiscard]] logdefer::record_view stub() { return sealer_.reduce_to_stub(); }

    /// Merges another record.
    void merge(logdefer::record_view other, logdefer::merge_data data = logdefer::merge_data::shallow) {
        logdefer::detail::merger{entries_}.add(other, data);
    }

    [[nodiscard]] logdefer::detail::entry_recorder& entries() { return entries_; }

private:
    logdefer::detail::entry_recorder entries_;
    logdefer::detail::sealer sealer_{entries_};
};

}  // namespace support
