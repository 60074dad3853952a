// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The error of an input.

#include <stdexcept>

namespace viz {

/// An input that cannot be opened, or not be read to its end. Bytes that were read before are valid.
class input_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace viz
