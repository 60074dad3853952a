// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What takes a finished record.
///
/// A sink is anything that can be called with a `std::string_view` (the rendered record, line end included), a stream
/// (anything with `write(char const*, n)` and `good()`), or anything that can be called with a `record_view const&`,
/// which then gets the record's structure and no text is made. It may return a `std::error_code`.

#include <logdefer/base/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI {

class record_view;

/// Takes the text of a record; reads it only during the call.
template <class S>
concept text_sink = std::invocable<S&, std::string_view>;

/// Takes the structure of a record; reads it only during the call.
template <class S>
concept record_sink = std::invocable<S&, record_view const&>;

/// Takes bytes as `std::ostream` does.
template <class S>
concept stream_sink = requires(S& s, char const* bytes, std::ptrdiff_t n) {
    s.write(bytes, n);
    { s.good() } -> std::convertible_to<bool>;
};

/// Takes the texts of several records at once, one behind the other: `write(lines, written)` sets `written` to how many
/// of these bytes can be read afterwards, all of them unless it returns an error.
template <class S>
concept batch_writable = text_sink<S> && requires(S& s, std::string_view lines, std::size_t& written) {
    { s.write(lines, written) } -> std::same_as<std::error_code>;
};

/// Counts the records that it loses, so that a later record can say how many there were.
///
/// Semantics the compiler cannot check: `take_dropped()` returns how many were lost since the last call, and
/// `return_dropped(n)` takes back a count that no record has told. Both may be called by any number of threads.
///
/// A sink that takes a record and may lose it later would lose the count that this record tells, too. Such a sink can
/// be called as `sink(text, told)`, where `told` is what the record tells of these counts.
template <class S>
concept counting_sink = requires(S& s, std::uint64_t n) {
    { s.take_dropped() } noexcept -> std::same_as<std::uint64_t>;
    { s.return_dropped(n) } noexcept;
};

/// Semantics the compiler cannot check: a sink shared by logs on several threads must be safe to call from them.
template <class S>
concept sink = text_sink<std::remove_reference_t<S>> || record_sink<std::remove_reference_t<S>>
               || stream_sink<std::remove_reference_t<S>>;

}  // namespace logdefer::inline LOGDEFER_ABI
