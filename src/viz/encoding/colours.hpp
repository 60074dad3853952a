// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Control sequences of terminals, with which programs colour their output.

#include <string>
#include <string_view>

namespace viz::text {

/// Returns the text without sequences like `ESC [ 1 ; 31 m`, and without any other ESC, which no JSON text contains.
[[nodiscard]] std::string without_colours(std::string_view text);

}  // namespace viz::text
