// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Finds objects on a line that has other text, too.

#include "json/object_scanner.hpp"
#include "record/record.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace viz {

/// Calls `visit` with each object in a text and its place, until it returns false. The text has no colours. An object
/// does not go on after a hole of NULs. At an object that does not end, calls `cut`, and goes on after the next hole.
template <class Visit, class Cut>
void each_object(std::string_view text, Visit visit, Cut cut) {
    json::object_scanner scanner;
    for (std::size_t part = 0, end = 0; part < text.size(); part = end + 1) {
        end = std::min(text.find('\0', part), text.size());
        std::string_view const up_to_hole = text.substr(0, end);
        for (std::size_t at = part, begin = 0;
             (begin = object_start(up_to_hole.substr(at))) != std::string_view::npos;) {
            std::size_t const start = at += begin;
            if (scanner.begin(up_to_hole, at) != json::object_scanner::outcome::complete) {
                cut();
                break;
            }
            if (!visit(text.substr(start, at - start), start)) return;
        }
    }
}

}  // namespace viz
