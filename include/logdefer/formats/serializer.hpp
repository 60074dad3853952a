// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The concept of a serializer, which turns a finished record into bytes; and how to write one.
///
/// A serializer is a class with one function:
///
///     struct start_only {
///         std::error_code append(logdefer::record_view const& r, logdefer::output_buffer& out) {
///             out.append(std::to_string(r.start().count()));
///             out.append('\n');
///             return {};
///         }
///     };
///     logdefer::basic_log_defer<logdefer::system_clock, start_only> log{sink};
///
/// `src/examples/logfmt.cpp` shows a complete one. A serializer is called once for each record, on the thread that
/// finishes the record.

#include <logdefer/base/config.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/record.hpp>

#include <concepts>
#include <system_error>

namespace logdefer::inline LOGDEFER_ABI {

/// Appends one finished record to a buffer of bytes, including what ends a record in its format.
///
/// Semantics the compiler cannot check:
///  - `append` reads the record only during the call;
///  - it appends and never clears; after an error the caller truncates the buffer;
///  - it may return early once `out.failed()` is true, since nothing more is kept.
/// `append` may throw; `finish()` turns that into an error code. When it fails, it is called once more with a record
/// that has only `start`, `end`, the outcome and the counts of what was lost.
template <class S>
concept serializer = std::movable<S> && requires(S& s, record_view const& r, output_buffer& out) {
    { s.append(r, out) } -> std::same_as<std::error_code>;
};

}  // namespace logdefer::inline LOGDEFER_ABI
