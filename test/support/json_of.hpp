// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The JSON text of one value, recorded and rendered as a log does it.

#include <logdefer/formats/json_writer.hpp>
#include <logdefer/values/value_writer.hpp>

#include <string>
#include <utility>

namespace support {

/// What `write(value_writer&)` writes; `dropped` where a log would drop the entry.
template <class Write>
std::string json_written(Write&& write) {
    logdefer::detail::arena values;
    if (!values.restart()) return "out of memory";
    logdefer::detail::word_writer words{values};
    logdefer::value_writer out{words};
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
