// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A finished record and read access to it, for serializers, for sinks that take the structure of a record, for tests
/// and for `merge`.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/value_view.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI {

/// How a transaction ended. Any value but `ok` is written as the extra member `outcome`; the program may also set a
/// text of its own.
enum class outcome : std::uint8_t {
    ok,            ///< the work ended well; nothing is written
    failed,        ///< the work failed
    timeout,       ///< the work took too long
    exception,     ///< an exception ended the work
    cancelled,     ///< the work was cancelled
    abandoned,     ///< a coroutine's frame or a fiber was destroyed before it was resumed
    unterminated,  ///< the process ended before the work did
};

namespace detail {

class entry_recorder;

/// The outcomes as they are written in a record; `ok` is not written.
inline constexpr std::array<std::string_view, 7> outcome_names{"",          "failed",    "timeout",     "exception",
                                                               "cancelled", "abandoned", "unterminated"};

/// The counts of losses in a record: entries, in the order of `entry_kind`, earlier records, and results of probes.
inline constexpr std::array<std::string_view, 6> loss_names{"data", "logs", "timers", "extras", "records", "probes"};

}  // namespace detail

/// How nested objects are combined when a key of `data` is set again.
enum class merge_data : bool {
    shallow,  ///< the later value replaces the earlier one
    deep,     ///< objects are merged member by member; on duplicate keys the later value wins
};

/// A member of `data` or an extra member of the record: a key and its value.
class data_view {
public:
    [[nodiscard]] value_view key() const noexcept { return detail::value_at(entry_.key()); }
    /// Returns the last value of the key. It lies behind the key or, if the key was set again, in a later entry.
    [[nodiscard]] value_view value() const noexcept { return detail::value_at(entry_.holder_of_value().key()).next(); }
    [[nodiscard]] bool is_set_again() const noexcept { return entry_.distance_to_value() != 0; }

private:
    friend detail::view_access;
    explicit data_view(detail::word const* words) noexcept : entry_(words) {}

    detail::const_entry entry_;
};

/// A line of a record: its time, its level, its message and its items.
class line_view {
public:
    /// Returns the time since the start of the record; never negative.
    [[nodiscard]] std::chrono::nanoseconds offset() const noexcept { return std::chrono::nanoseconds{entry_.time()}; }
    [[nodiscard]] int level() const noexcept { return entry_.level(); }
    [[nodiscard]] value_view message() const noexcept { return detail::value_at(entry_.message()); }
    /// Returns the message and the items.
    [[nodiscard]] value_range contents() const noexcept { return {message(), detail::value_at(entry_.behind())}; }
    /// Returns the items, which follow the message.
    [[nodiscard]] value_range items() const noexcept { return {message().next(), detail::value_at(entry_.behind())}; }

private:
    friend detail::view_access;
    explicit line_view(detail::word const* words) noexcept : entry_(words) {}

    detail::const_entry entry_;
};

/// A timer of a record: a named interval.
class timer_view {
public:
    [[nodiscard]] value_view name() const noexcept { return detail::value_at(entry_.name()); }
    /// Returns the start of the interval since the start of the record; never negative.
    [[nodiscard]] std::chrono::nanoseconds start() const noexcept { return std::chrono::nanoseconds{entry_.time()}; }
    /// Returns the end of the interval since the start of the record; never before `start()`.
    [[nodiscard]] std::chrono::nanoseconds end() const noexcept { return std::chrono::nanoseconds{entry_.timer_end()}; }
    /// Returns a range of at most one value: an object with further data about the interval.
    [[nodiscard]] value_range detail() const noexcept { return {name().next(), detail::value_at(entry_.behind())}; }

private:
    friend detail::view_access;
    explicit timer_view(detail::word const* words) noexcept : entry_(words) {}

    detail::const_entry entry_;
};

/// The entries of one kind in the order of the record: a forward range of `View`.
template <class View>
class entry_range {
public:
    class iterator {
    public:
        using value_type = View;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        View operator*() const noexcept { return detail::view_access::view_of<View>(words_ + at_); }
        iterator& operator++() noexcept {
            at_ = entry().next();
            return *this;
        }
        iterator operator++(int) noexcept {
            auto const before = *this;
            ++*this;
            return before;
        }
        bool operator==(iterator const& other) const noexcept { return at_ == other.at_; }

    private:
        friend entry_range;

        iterator(detail::word const* words, std::uint32_t at) noexcept : words_(words), at_(at) {}

        [[nodiscard]] detail::const_entry entry() const noexcept { return detail::const_entry{words_ + at_}; }

        detail::word const* words_ = nullptr;
        std::uint32_t at_ = 0;
    };

    [[nodiscard]] iterator begin() const noexcept { return {words_, first_}; }
    [[nodiscard]] iterator end() const noexcept { return {words_, 0}; }
    [[nodiscard]] bool empty() const noexcept { return first_ == 0; }

private:
    friend class record_view;

    entry_range(detail::word const* words, detail::entry_kind kind) noexcept
        : words_(words), first_(detail::first_entry(words, kind)) {}

    detail::word const* words_;
    std::uint32_t first_;
};

/// Read access to one record. Refers to the record, and is valid as long as that exists (in a sink: during the call).
class record_view {
public:
    /// Returns the wall time at which the transaction started, since the Unix epoch.
    [[nodiscard]] std::chrono::nanoseconds start() const noexcept { return time(detail::layout::start); }
    /// Returns the time from the start of the transaction to its end.
    [[nodiscard]] std::chrono::nanoseconds end() const noexcept { return time(detail::layout::end); }
    /// Returns whether there are timers, and all of them end less than `t` after the start. O(n) in the timers, O(1) if
    /// the first one ends later.
    [[nodiscard]] bool all_timers_end_before(std::chrono::nanoseconds t) const noexcept;

    [[nodiscard]] entry_range<data_view> data() const noexcept { return {words_, detail::entry_kind::data}; }
    [[nodiscard]] entry_range<line_view> logs() const noexcept { return {words_, detail::entry_kind::log}; }
    [[nodiscard]] entry_range<timer_view> timers() const noexcept { return {words_, detail::entry_kind::timer}; }
    /// Returns the further members of the record, such as `outcome`.
    [[nodiscard]] entry_range<data_view> extras() const noexcept { return {words_, detail::entry_kind::extra}; }

private:
    friend detail::view_access;
    explicit record_view(detail::word const* words) noexcept : words_(words) {}

    [[nodiscard]] std::chrono::nanoseconds time(std::uint32_t at) const noexcept {
        return std::chrono::nanoseconds{static_cast<std::int64_t>(words_[at])};
    }

    detail::word const* words_;
};

inline bool record_view::all_timers_end_before(std::chrono::nanoseconds t) const noexcept {
    for (timer_view const timer : timers()) {
        if (timer.end() >= t) return false;
    }
    return !timers().empty();
}

namespace detail {

/// Returns the record that lies in sealed words.
[[nodiscard]] inline record_view record_at(word const* sealed) noexcept {
    return view_access::view_of<record_view>(sealed);
}

}  // namespace detail

/// A finished record that owns its memory. `finish(record&)` and `read_record` assign to it, `merge` reads it.
class record {
public:
    record() = default;

    [[nodiscard]] bool empty() const noexcept { return entries_.size() == 0; }
    /// Returns a view of the record, which must not be `empty()`. The view is valid until the record is assigned to or
    /// destroyed.
    [[nodiscard]] record_view view() const noexcept { return detail::record_at(entries_.words()); }

private:
    friend detail::entry_recorder;

    detail::arena entries_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
