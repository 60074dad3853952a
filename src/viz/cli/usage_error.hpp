// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The error of a command line.

#include <stdexcept>

namespace viz {

/// An invalid command line.
class usage_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace viz
