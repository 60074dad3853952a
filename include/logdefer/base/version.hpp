// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The version of the library, for use at run time.

#include <logdefer/base/config.hpp>

#include <string_view>

namespace logdefer::inline LOGDEFER_ABI {

/// Major, minor and patch of this release, as in the Meson project.
inline constexpr std::string_view version = "0.2.0";

}  // namespace logdefer::inline LOGDEFER_ABI
