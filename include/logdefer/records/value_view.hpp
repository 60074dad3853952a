// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Read access to a recorded value.

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

namespace detail {

/// Makes views of words, and returns the words of views.
struct view_access {
    template <class View>
    [[nodiscard, gnu::always_inline]] static View view_of(word const* words) noexcept {
        return View{words};
    }
    template <class View>
    [[nodiscard, gnu::always_inline]] static word const* words_of(View const& view) noexcept {
        return view.words_;
    }
};

/// Returns the value at a place in an arena.
[[nodiscard, gnu::always_inline]] inline value_view value_at(word const* words) noexcept;

template <class View>
[[nodiscard, gnu::always_inline]] inline word const* words_of(View const& view) noexcept {
    return view_access::words_of(view);
}

}  // namespace detail

/// Consecutive values: the items of a line, or the elements of an array.
using value_range = packed_range<value_view>;
/// The members of an object.
using member_range = packed_range<member_view>;

/// The kind of a recorded value. `seconds` is a time in nanoseconds that is printed in seconds; `number` is a JSON
/// number that is kept as text.
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

/// One recorded value. Refers to its record, and is valid as long as that exists. An accessor may only be called on a
/// value of the kind that it names, unless it says otherwise.
class value_view {
public:
    value_view() = default;

    [[nodiscard]] value_kind kind() const noexcept {
        return static_cast<value_kind>(detail::tag_of(*words_));  // the enumerators have the same values
    }

    [[nodiscard]] bool boolean() const noexcept { return detail::high(*words_) != 0; }
    [[nodiscard]] std::int64_t integer() const noexcept { return static_cast<std::int64_t>(words_[1]); }
    [[nodiscard]] std::uint64_t unsigned_integer() const noexcept { return words_[1]; }
    [[nodiscard]] double real() const noexcept { return std::bit_cast<double>(words_[1]); }
    [[nodiscard]] std::chrono::nanoseconds seconds() const noexcept { return std::chrono::nanoseconds{integer()}; }

    /// Returns the bytes of a text or the digits of a `number`; empty for values of other kinds. The text is what was
    /// recorded and not necessarily valid UTF-8, unless it is a key.
    [[nodiscard]] std::string_view text() const noexcept {
        if (kind() != value_kind::text && kind() != value_kind::number) return {};
        return {reinterpret_cast<char const*>(words_ + 1), detail::high(*words_)};  // any memory may be read as char
    }

    /// Returns the elements of an array.
    [[nodiscard]] value_range elements() const noexcept;
    /// Returns the members of an object.
    [[nodiscard]] member_range members() const noexcept;

    /// Returns the value that follows this one in its container.
    [[nodiscard, gnu::always_inline]] value_view next() const noexcept {
        return value_view{words_ + detail::value_size(*words_)};
    }

    /// Returns whether both refer to the same place in the same record; values are not compared.
    bool operator==(value_view const&) const = default;

private:
    friend detail::view_access;
    explicit value_view(detail::word const* words) noexcept : words_(words) {}

    detail::word const* words_ = nullptr;
};

namespace detail {

inline value_view value_at(word const* words) noexcept { return view_access::view_of<value_view>(words); }

}  // namespace detail

/// A member of an object: a key, which is a text, and its value.
class member_view {
public:
    explicit member_view(value_view key) noexcept : key_(key) {}
    [[nodiscard]] value_view key() const noexcept { return key_; }
    [[nodiscard]] value_view value() const noexcept { return key_.next(); }
    /// Returns the place where the following member starts.
    [[nodiscard]] value_view next() const noexcept { return value().next(); }

private:
    value_view key_;
};

/// Consecutive items in the memory of a record: a forward range of `Item`.
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
    /// `first()` returns the place where the first item starts, `last()` the place behind the last item.
    [[nodiscard]] value_view first() const noexcept { return first_; }
    [[nodiscard]] value_view last() const noexcept { return last_; }

private:
    value_view first_;
    value_view last_;
};

inline value_range value_view::elements() const noexcept { return {value_view{words_ + 1}, next()}; }
inline member_range value_view::members() const noexcept { return {value_view{words_ + 1}, next()}; }

}  // namespace logdefer::inline LOGDEFER_ABI
