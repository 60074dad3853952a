// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A recorded value, to be read.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI {

template <class Item>
class packed_range;

class value_view;
class member_view;

/// Values in a row.
using value_range = packed_range<value_view>;
/// The members of an object.
using member_range = packed_range<member_view>;

/// What a recorded value is. `seconds` are nanoseconds to be shown as seconds; `number` is a JSON number kept as text.
enum class value_kind : std::uint8_t {
    null,
    boolean,
    integer,
    unsigned_integer,
    real,
    seconds,
    number,
    text,
    array,
    object
};

/// One recorded value. A pointer; valid as long as its record. The accessors are for the kind they name.
class value_view {
public:
    value_view() = default;
    explicit value_view(detail::word const* at) noexcept : at_(at) {}

    [[nodiscard]] value_kind kind() const noexcept {
        return static_cast<value_kind>(detail::tag_of(*at_));  // which have the same numbers
    }

    [[nodiscard]] bool boolean() const noexcept { return detail::high(*at_) != 0; }
    [[nodiscard]] std::int64_t integer() const noexcept { return static_cast<std::int64_t>(at_[1]); }
    [[nodiscard]] std::uint64_t unsigned_integer() const noexcept { return at_[1]; }
    [[nodiscard]] double real() const noexcept { return std::bit_cast<double>(at_[1]); }
    [[nodiscard]] std::chrono::nanoseconds seconds() const noexcept { return std::chrono::nanoseconds{integer()}; }

    /// The bytes of a text or the digits of a `number`; whatever was recorded, not necessarily valid UTF-8, except
    /// where the text is a key. Of another kind: empty.
    [[nodiscard]] std::string_view text() const noexcept {
        if (kind() != value_kind::text && kind() != value_kind::number) return {};
        return {reinterpret_cast<char const*>(at_ + 1), detail::high(*at_)};  // any memory may be read as char
    }

    /// Whether the text is known to be ASCII that needs no escape in JSON.
    [[nodiscard]] bool is_plain() const noexcept { return (detail::flags_of(*at_) & detail::value_flag::plain) != 0; }

    /// Of an array.
    [[nodiscard]] value_range elements() const noexcept;
    /// Of an object.
    [[nodiscard]] member_range members() const noexcept;

    /// The value that follows in its container.
    [[nodiscard]] value_view next() const noexcept { return value_view{at_ + detail::value_size(*at_)}; }

    /// Whether both stand at the same place.
    bool operator==(value_view const&) const = default;

    [[nodiscard]] detail::word const* words() const noexcept { return at_; }

private:
    detail::word const* at_ = nullptr;
};

/// A member of an object: a key, which is a text, and its value.
class member_view {
public:
    explicit member_view(value_view key) noexcept : key_(key) {}
    [[nodiscard]] value_view key() const noexcept { return key_; }
    [[nodiscard]] value_view value() const noexcept { return key_.next(); }
    /// Where the member that follows starts.
    [[nodiscard]] value_view next() const noexcept { return value().next(); }

private:
    value_view key_;
};

/// Items that lie one behind the other. A forward range.
template <class Item>
class packed_range {
public:
    class iterator {
    public:
        using value_type = Item;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        explicit iterator(value_view at) noexcept : at_(at) {}
        Item operator*() const noexcept { return Item{at_}; }
        iterator& operator++() noexcept {
            at_ = Item{at_}.next();
            return *this;
        }
        iterator operator++(int) noexcept {
            auto const before = *this;
            ++*this;
            return before;
        }
        bool operator==(iterator const&) const = default;

    private:
        value_view at_;
    };

    packed_range(value_view first, value_view last) noexcept : first_(first), last_(last) {}
    [[nodiscard]] iterator begin() const noexcept { return iterator{first_}; }
    [[nodiscard]] iterator end() const noexcept { return iterator{last_}; }
    [[nodiscard]] bool empty() const noexcept { return first_ == last_; }
    /// Where the first item starts, and where the one after the last would.
    [[nodiscard]] value_view first() const noexcept { return first_; }
    [[nodiscard]] value_view last() const noexcept { return last_; }

private:
    value_view first_;
    value_view last_;
};

inline value_range value_view::elements() const noexcept { return {value_view{at_ + 1}, next()}; }
inline member_range value_view::members() const noexcept { return {value_view{at_ + 1}, next()}; }

}  // namespace logdefer::inline LOGDEFER_ABI
