// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace support {

/// The text of the next sealed block of a queue, which gets the block back; empty if there is none.
template <class Queue>
std::string next_text(Queue& queue) {
    auto* const taken = queue.take();
    if (taken == nullptr) return {};
    std::string text{taken->text()};
    queue.put_back(*taken);
    return text;
}

}  // namespace support
