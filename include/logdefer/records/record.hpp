// SPDX-License-Identifier: BSL-1.0
#pragma once

/// One finished transaction, to be read: by serializers, by sinks that want structure, by tests, by `merge`.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/value_view.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI {

/// How a transaction ended, where it did not end well. Written as the extra member `outcome`; other words can be given
/// as text.
enum class outcome : std::uint8_t {
    ok,            ///< nothing is written
    failed,        ///< the work was done in vain
    timeout,       ///< it took too long
    exception,     ///< an exception ended the work
    cancelled,     ///< the work was given up
    abandoned,     ///< a coroutine's frame or a fiber was destroyed before it was resumed
    unterminated,  ///< the process ended first
};

namespace detail {

class json_writer;

/// As the members of a record spell them; `ok` is not written.
inline constexpr std::array<std::string_view, 7> outcome_names{"",          "failed",    "timeout",     "exception",
                                                               "cancelled", "abandoned", "unterminated"};

/// What can be lost: entries, in the order of `entry_kind`, and earlier records.
inline constexpr std::array<std::string_view, 5> loss_names{"data", "logs", "timers", "extras", "records"};

}  // namespace detail

/// What happens to nested objects when a key of `data` is set again.
enum class merge_data : bool {
    shallow,  ///< the later value replaces the earlier
    deep,     ///< objects are merged member by member, the later value first
};

/// A member of `data` or of the extras: a key and its value.
class data_view {
public:
    explicit data_view(detail::word const* entry) noexcept : entry_(entry) {}
    [[nodiscard]] value_view key() const noexcept { return value_view{entry_ + 2}; }
    /// Where the key was set again, the value lies in a later entry; else behind the key.
    [[nodiscard]] value_view value() const noexcept { return value_view{entry_ + detail::high(entry_[1]) + 2}.next(); }
    [[nodiscard]] bool is_set_again() const noexcept { return detail::high(entry_[1]) != 0; }

private:
    detail::word const* entry_;
};

/// A line: when, how important, what.
class line_view {
public:
    explicit line_view(detail::word const* entry) noexcept : entry_(entry) {}
    /// Since the start of the record; never negative.
    [[nodiscard]] std::chrono::nanoseconds offset() const noexcept {
        return std::chrono::nanoseconds{static_cast<std::int64_t>(entry_[2])};
    }
    [[nodiscard]] int level() const noexcept { return static_cast<int>(detail::high(entry_[1])); }
    [[nodiscard]] value_view message() const noexcept { return value_view{entry_ + 3}; }
    /// The message and what follows it.
    [[nodiscard]] value_range contents() const noexcept {
        return {message(), value_view{entry_ + detail::high(*entry_)}};
    }
    /// What follows the message.
    [[nodiscard]] value_range items() const noexcept {
        return {message().next(), value_view{entry_ + detail::high(*entry_)}};
    }

private:
    detail::word const* entry_;
};

/// A named interval.
class timer_view {
public:
    explicit timer_view(detail::word const* entry) noexcept : entry_(entry) {}
    [[nodiscard]] value_view name() const noexcept { return value_view{entry_ + 4}; }
    /// Since the start of the record; never negative.
    [[nodiscard]] std::chrono::nanoseconds start() const noexcept {
        return std::chrono::nanoseconds{static_cast<std::int64_t>(entry_[2])};
    }
    /// Never before `start`.
    [[nodiscard]] std::chrono::nanoseconds end() const noexcept {
        return std::chrono::nanoseconds{static_cast<std::int64_t>(entry_[3])};
    }
    /// At most one value: an object with more about the interval.
    [[nodiscard]] value_range detail() const noexcept {
        return {name().next(), value_view{entry_ + detail::high(*entry_)}};
    }

private:
    detail::word const* entry_;
};

/// The entries of one kind, in the order of the record. A forward range of `View`.
template <class View>
class entry_range {
public:
    class iterator {
    public:
        using value_type = View;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        iterator(detail::word const* words, std::uint32_t at) noexcept : words_(words), at_(at) {}
        View operator*() const noexcept { return View{words_ + at_}; }
        iterator& operator++() noexcept {
            at_ = detail::low(words_[at_ + 1]);
            return *this;
        }
        iterator operator++(int) noexcept {
            auto const before = *this;
            ++*this;
            return before;
        }
        bool operator==(iterator const& other) const noexcept { return at_ == other.at_; }

    private:
        friend class detail::json_writer;

        /// Moves on as `++` does, or to the end where `mask` is 0; else all its bits are set.
        void advance(std::uint32_t mask) noexcept { at_ = detail::low(words_[at_ + 1]) & mask; }

        detail::word const* words_ = nullptr;
        std::uint32_t at_ = 0;
    };

    entry_range(detail::word const* words, detail::entry_kind kind) noexcept
        : words_(words), first_(detail::low(words[detail::layout::heads + static_cast<std::uint32_t>(kind)])) {}
    [[nodiscard]] iterator begin() const noexcept { return {words_, first_}; }
    [[nodiscard]] iterator end() const noexcept { return {words_, 0}; }
    [[nodiscard]] bool empty() const noexcept { return first_ == 0; }

private:
    detail::word const* words_;
    std::uint32_t first_;
};

/// The structure of one record. A pointer; valid as long as what it looks at (in a sink: during the call).
class record_view {
public:
    explicit record_view(detail::word const* words) noexcept : words_(words) {}

    /// Wall time since the Unix epoch.
    [[nodiscard]] std::chrono::nanoseconds start() const noexcept { return time(detail::layout::start); }
    /// How long the transaction took.
    [[nodiscard]] std::chrono::nanoseconds end() const noexcept { return time(detail::layout::end); }
    /// The greatest end of a timer; 0 without timers.
    [[nodiscard]] std::chrono::nanoseconds latest_timer_end() const noexcept {
        return time(detail::layout::latest_timer_end);
    }

    [[nodiscard]] entry_range<data_view> data() const noexcept { return {words_, detail::entry_kind::data}; }
    [[nodiscard]] entry_range<line_view> logs() const noexcept { return {words_, detail::entry_kind::log}; }
    [[nodiscard]] entry_range<timer_view> timers() const noexcept { return {words_, detail::entry_kind::timer}; }
    /// Further members of the record, such as `outcome`.
    [[nodiscard]] entry_range<data_view> extras() const noexcept { return {words_, detail::entry_kind::extra}; }

    [[nodiscard]] detail::word const* words() const noexcept { return words_; }

private:
    [[nodiscard]] std::chrono::nanoseconds time(std::uint32_t at) const noexcept {
        return std::chrono::nanoseconds{static_cast<std::int64_t>(words_[at])};
    }

    detail::word const* words_;
};

/// A finished record that owns its memory: what `finish(record&)` and `read_record` fill and `merge` takes.
class record {
public:
    record() = default;

    [[nodiscard]] bool empty() const noexcept { return entries_.size() == 0; }
    /// Only where not `empty()`; valid until the record is assigned to or destroyed.
    [[nodiscard]] record_view view() const noexcept { return record_view{entries_.words()}; }

    [[nodiscard]] detail::arena& entries() noexcept { return entries_; }

private:
    detail::arena entries_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
