// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Writes a message and its items as one line.

#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/base/braced.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/values/type_kind.hpp>
#include <logdefer/values/value.hpp>
#include <logdefer/values/value_traits.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Takes the list by value: a reference would force it into memory.
template <class When>
[[gnu::always_inline]] inline void write_fields(entry_recorder& entries, int level, When const& when, text message,
                                                std::initializer_list<field> set) noexcept {
    if (set.size() == 0) {  // empty braces are not an item
        entries.append_line(level, when, message);
    } else {
        entries.append_line(level, when, message, set);
    }
}

template <class Item>
void write_item(value_writer& out, Item&& item) {
    if constexpr (std::same_as<Item, fields>) {
        if (braces::contents(item).size() == 0) return;
    }
    out.write(std::forward<Item>(item));
}

template <class... Items>
void write_items(entry_recorder& entries, int level, std::int64_t time, text message, Items&&... items) noexcept {
    entries.append<entry_kind::log>(0, level, std::array{time}, [&](value_writer& out) {
        words_of(out).string(message);
        (write_item(out, std::forward<Items>(items)), ...);
    });
}
template <clock_source Clock, class... Items>
void write_items(entry_recorder& entries, int level, Clock const& clock, text message, Items&&... items) noexcept {
    write_items(entries, level, entries.now(clock), message, std::forward<Items>(items)...);
}

/// Writes a line of text and items.
///
/// @tparam When  a time, or a clock that is read now
template <class When, class... Items>
[[gnu::always_inline]] inline void write_line(entry_recorder& entries, int level, When const& when, text message,
                                              Items&&... items) noexcept {
    if constexpr (sizeof...(Items) == 0) {
        entries.append_line(level, when, message);
    } else if constexpr (std::same_as<types<Items...>, types<fields>>) {
        write_fields(entries, level, when, message, braces::contents(items)...);
    } else {
        write_items(entries, level, when, message, std::forward<Items>(items)...);
    }
}

/// Writes a line of what a callable has returned: text, or a tuple of text and items.
template <class Built, class... Items>
void write_built_line(entry_recorder& entries, int level, std::int64_t time, Built const& built,
                      Items&&... items) noexcept {
    if constexpr (text_like<Built>) {
        write_line(entries, level, time, text{built}, std::forward<Items>(items)...);
    } else if constexpr (!tuple_like<Built>) {
        require_message<Built>();
    } else {
        with_elements(
            [&]<class Text, class... More>(Text const& message, More const&... more) {
                write_line(entries, level, time, text{message}, more..., std::forward<Items>(items)...);
            },
            built);
    }
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
