// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace support {

/// Runs `body` while one exception more is in flight on this thread, which is caught afterwards.
template <class F>
void while_unwinding(F&& body) {
    struct failure {};
    struct cleanup {
        F& body;
        ~cleanup() { body(); }
    };
    try {
        cleanup const at_the_end{body};
        throw failure{};
    } catch (failure const&) {
    }
}

}  // namespace support
