// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The error codes of the library.

#include <logdefer/base/config.hpp>

#include <string>
#include <system_error>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI {

/// The error conditions of this library. A sink's own codes, `errno` values for example, are passed on unchanged.
enum class error {
    out_of_memory = 1,  ///< an allocation failed: the record, or all but its start and end, is lost
    serializer_failed,  ///< the serializer threw
    sink_failed,        ///< the sink threw something that carries no code
    late,               ///< a timer was stopped, or a forked log ended, after its record had been written
    not_open,           ///< the log was finished, cancelled or moved from, or belongs to a parent process
    busy,               ///< an encoder tried to end the log that it was called for
    pending,            ///< the record waits for other logs that write into it
    malformed,          ///< the text is not JSON
    not_a_record,       ///< the JSON is not a Log::Defer record
    too_deep,           ///< the text is JSON as far as it was read, but nests deeper than 100 levels
    number_too_large,   ///< the text is JSON as far as it was read, but a number's exponent does not fit 32 bits
    no_current,         ///< `current()` was called while no log of its type was current
    not_sequenced,      ///< two threads work for one log at the same time
    not_left,           ///< a coroutine was suspended without leaving its context
    queue_full,         ///< the queue of a sink had no room: records are lost
    record_too_large,   ///< the record does not fit into the queue of its sink, and is lost
    reserved_member,    ///< a static member has a name that the library uses itself, and is left out
};

namespace detail {

class error_category_t final : public std::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "logdefer"; }

    [[nodiscard]] std::string message(int condition) const override { return text(condition); }

    /// Returns the message without allocating memory.
    [[nodiscard]] static char const* text(int condition) noexcept {
        switch (static_cast<error>(condition)) {
            case error::out_of_memory: return "out of memory; the record is lost or incomplete";
            case error::serializer_failed: return "the serializer threw an exception";
            case error::sink_failed: return "the sink threw an exception";
            case error::late: return "a timer or a forked log ended after its record was written";
            case error::not_open: return "the log is finished, cancelled or moved from, or belongs to a parent process";
            case error::busy: return "an encoder tried to end the log that it was called for";
            case error::pending: return "the record waits for other logs that write into it";
            case error::malformed: return "not valid JSON";
            case error::not_a_record: return "not a Log::Defer record";
            case error::too_deep: return "JSON nested deeper than 100 levels";
            case error::number_too_large: return "a number in the JSON has too large an exponent";
            case error::no_current:
                return "no log of this type is current; did the work continue on an executor that is not bound?";
            case error::not_sequenced: return "two threads use one log at the same time; give one of them a fork";
            case error::not_left:
                return "a coroutine was suspended without leaving its context; its promise must return carried(...) "
                       "from yield_value and final_suspend, and call leave_context before unhandled_exception throws";
            case error::queue_full: return "the queue of the sink is full; records are lost";
            case error::record_too_large: return "the record does not fit into the queue of the sink and is lost";
            case error::reserved_member: return "a static member has a name that the library uses itself";
        }
        return "unknown error";
    }
};

}  // namespace detail

/// Returns the category of `error`, which lives until the program ends. Thread-safe.
inline std::error_category const& error_category() noexcept {
    static detail::error_category_t const category;
    return category;
}

inline std::error_code make_error_code(error e) noexcept { return {static_cast<int>(e), error_category()}; }

}  // namespace logdefer::inline LOGDEFER_ABI

template <>
struct std::is_error_code_enum<logdefer::error> : std::true_type {};
