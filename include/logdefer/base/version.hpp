// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The version of the library, for code that must know it at run time.

#include <logdefer/base/config.hpp>

#include <string_view>

namespace logdefer::inline LOGDEFER_ABI {

/// Major, minor and patch of this release, as in the Meson project.
inline constexpr std::string_view version = "0.1.0";

}  // namespace logdefer::inline LOGDEFER_ABI
