// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Returns the JSON text of one value, recorded and rendered as by a log.

#include <logdefer/formats/json_writer.hpp>
#include <logdefer/values/value_writer.hpp>

#include <string>
#include <utility>

namespace support {

/// Returns what `write(value_writer&)` writes, or `dropped` if a log would drop the entry.
template <class Write>
std::string json_written(Write&& write) {
    logdefer::detail::arena values;
    if (!values.restart()) return "out of memory";
    logdefer::detail::word_writer words{values};
    auto out = logdefer::detail::writer_to(words);
    std::forward<Write>(write)(out);
    if (words.failed()) return "dropped";
    logdefer::output_buffer text;
    logdefer::detail::json_writer{text}.value(
        logdefer::detail::value_at(values.words() + logdefer::detail::layout::entries));
    return std::string{text.view()};
}

template <class T>
std::string json_of(T&& value) {
    return json_written([&](logdefer::value_writer& out) { out.write(std::forward<T>(value)); });
}

}  // namespace support
