// SPDX-License-Identifier: BSL-1.0
#pragma once

/// SIGINT and SIGTERM as something that can be waited for.

#include "input/file_descriptor.hpp"

namespace viz {

/// While this lives, the first SIGINT and the first SIGTERM end nothing. The next one acts as usual, so that it ends
/// what takes too long. One that is ignored, as SIGINT is for what a shell runs in the background, stays so. There is
/// one object at a time.
class interruption {
public:
    /// Throws `std::system_error`.
    interruption();
    interruption(interruption&&) = delete;
    ~interruption();

    /// A descriptor that is readable as soon as one has come.
    [[nodiscard]] int descriptor() const noexcept { return read_.get(); }

    /// Ends the process by the signal that has come, if one has, so that its parent sees why it ended.
    void act() const;

private:
    file_descriptor read_;
    file_descriptor write_;
};

}  // namespace viz
