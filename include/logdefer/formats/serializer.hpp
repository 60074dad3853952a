// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How a finished record becomes bytes; and how to write a format of your own.
///
/// A serializer is one class with one function:
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
/// `src/examples/logfmt.cpp` is a whole one. It is called once for each record, on the thread that finishes it.

#include <logdefer/base/config.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/record.hpp>

#include <concepts>
#include <system_error>

namespace logdefer::inline LOGDEFER_ABI {

/// Appends one finished record to a buffer of bytes, with whatever ends a record in its format.
///
/// Semantics the compiler cannot check:
///  - reads the record only during the call;
///  - appends, never clears; after an error the caller truncates;
///  - stops soon when `out.failed()`: nothing more is kept.
/// May throw; `finish()` turns that into an error code. When it fails, it is called once more with a record that has
/// nothing but `start`, `end` and the counts of what was lost.
template <class S>
concept serializer = std::movable<S> && requires(S& s, record_view const& r, output_buffer& out) {
    { s.append(r, out) } -> std::same_as<std::error_code>;
};

}  // namespace logdefer::inline LOGDEFER_ABI
