// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace support {

/// Returns the text of the next sealed block of a queue, and returns the block to the queue; empty if there is none.
template <class Queue>
std::string next_text(Queue& queue) {
    auto* const taken = queue.take();
    if (taken == nullptr) return {};
    std::string text{taken->text()};
    queue.put_back(*taken);
    return text;
}

}  // namespace support
