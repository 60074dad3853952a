// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The concepts of sinks, which take finished records.
///
/// A sink is a callable that takes a `std::string_view` (the rendered record with its line end), a stream (with
/// `write(char const*, n)` and `good()`), or a callable that takes a `record_view const&`, the structure of the record;
/// no text is rendered for the latter. A callable may return a `std::error_code`.

#include <logdefer/base/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI {

class record_view;

/// A sink that takes the text of a record, and reads it only during the call.
template <class S>
concept text_sink = std::invocable<S&, std::string_view>;

/// A sink that takes the structure of a record, and reads it only during the call.
template <class S>
concept record_sink = std::invocable<S&, record_view const&>;

/// A sink that takes bytes as `std::ostream` does.
template <class S>
concept stream_sink = requires(S& s, char const* bytes, std::ptrdiff_t n) {
    s.write(bytes, n);
    { s.good() } -> std::convertible_to<bool>;
};

/// A sink that takes the texts of several records in one call: `write(lines, written)` sets `written` to the number of
/// bytes of `lines` that can be read afterwards, which is all of them unless it returns an error.
template <class S>
concept batch_writable = text_sink<S> && requires(S& s, std::string_view lines, std::size_t& written) {
    { s.write(lines, written) } -> std::same_as<std::error_code>;
};

/// A sink that counts the records it loses, so that a later record can report them.
///
/// Semantics the compiler cannot check: `take_dropped()` returns the number of records that were lost since the last
/// call, and `return_dropped(n)` takes back a count that no record has reported. Both may be called by any number of
/// threads.
///
/// A sink that takes a record and may lose it later would also lose the count that this record reports. Such a sink can
/// be callable as `sink(text, told)`, where `told` is the number of lost records that this record reports.
template <class S>
concept counting_sink = requires(S& s, std::uint64_t n) {
    { s.take_dropped() } noexcept -> std::same_as<std::uint64_t>;
    { s.return_dropped(n) } noexcept;
};

/// A type that a log can give its records to.
///
/// Semantics the compiler cannot check: a sink shared by logs on several threads must be safe to call from them.
template <class S>
concept sink = text_sink<std::remove_reference_t<S>> || record_sink<std::remove_reference_t<S>>
               || stream_sink<std::remove_reference_t<S>>;

}  // namespace logdefer::inline LOGDEFER_ABI
