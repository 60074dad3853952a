// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads a record from its JSON text, for `merge`, for tests and for tools.
///
/// The reader accepts more than the library writes: members in any order, exponents, timers as an object or without an
/// end, levels as text, messages that are not text, a file's name before the `{`. Times are read digit by digit, never
/// as a `double`.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/reader/json_parser.hpp>
#include <logdefer/reader/record_builder.hpp>
#include <logdefer/records/record.hpp>

#include <cstddef>
#include <string_view>
#include <system_error>

namespace logdefer::inline LOGDEFER_ABI {

/// The result of reading a record, with the place of an error.
struct read_result {
    std::error_code code;          ///< no error, one of the `error`s named here, or `error::out_of_memory`
    std::size_t position = 0;      ///< for `malformed`, `too_deep` and `number_too_large`: the byte of the input
    std::string_view member = {};  ///< for `not_a_record`: the member that is missing or wrong

    /// Returns whether a record was read.
    explicit operator bool() const noexcept { return !code; }
};

/// Reads the record in one line of text into `out`, which is changed only on success. Allocates memory; O(n).
[[nodiscard]] inline read_result read_record(std::string_view line, record& out) noexcept {
    read_result result;
    result.code = detail::guarded(error::malformed, [&]() -> std::error_code {
        std::size_t const brace = line.find('{');
        detail::arena values;
        if (brace == std::string_view::npos) return error::not_a_record;
        if (!values.restart()) return error::out_of_memory;
        detail::word_writer words{values};
        auto const [code, size] = detail::parse_json(line.substr(brace), words);
        result.position = brace + size;
        if (code) return code;
        auto const root = detail::value_at(values.words() + detail::layout::entries);
        return detail::record_builder{}.build(root, out, result.member);
    });
    return result;
}

/// Reads the record in one line of text, which another process wrote about its part of the work, for example, and
/// merges it into `log` as the log's `merge` does. Nothing is merged if the text cannot be read or the log is closed.
/// Allocates memory; O(n).
///
/// @par Thread safety  must be sequenced with other calls on the log
template <class Log>
    requires requires(Log& log, record const& other, merge_data data) { log.merge(other, data); }
[[nodiscard]] read_result merge_record(Log& log, std::string_view line,
                                       merge_data data = merge_data::shallow) noexcept {
    record other;
    auto const result = read_record(line, other);
    if (result) log.merge(other, data);
    return result;
}

}  // namespace logdefer::inline LOGDEFER_ABI
