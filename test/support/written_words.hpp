// SPDX-License-Identifier: BSL-1.0
#pragma once

/// An arena with a writer at its start.

#include <logdefer/arena/word_writer.hpp>
#include <logdefer/records/value_view.hpp>

#include <stdexcept>

namespace support {

inline logdefer::detail::arena started_arena() {
    logdefer::detail::arena a;
    if (!a.restart()) throw std::runtime_error("no memory for a test's values");
    return a;
}

struct written_words {
    /// Returns the first value that was written.
    [[nodiscard]] logdefer::value_view first() {
        return logdefer::detail::value_at(values.words() + logdefer::detail::layout::entries);
    }

    logdefer::detail::arena values = started_arena();
    logdefer::detail::word_writer out{values};
};

}  // namespace support
