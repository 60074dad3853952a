// SPDX-License-Identifier: BSL-1.0
#pragma once

/// SIGINT and SIGTERM as a descriptor that can be polled.

#include "system/file_descriptor.hpp"

namespace viz {

/// While an object lives, the first SIGINT and the first SIGTERM do not end the program. A further one acts as usual,
/// so that it can end a slow program. A signal that was ignored, such as SIGINT in a shell's background job, stays
/// ignored. There may be only one object at a time.
class interruption {
public:
    /// Throws `std::system_error`.
    interruption();
    interruption(interruption&&) = delete;
    ~interruption();

    /// Returns a descriptor that becomes readable when a signal arrives.
    [[nodiscard]] int descriptor() const noexcept { return read_.get(); }

    /// Ends the process by the signal that has arrived, if any, so that its parent sees why it ended.
    void act() const;

private:
    file_descriptor read_;
    file_descriptor write_;
};

}  // namespace viz
