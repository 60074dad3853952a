// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What depends on the compiler and not on the target.

/// Marks a parameter that the result refers to, so that clang warns of a result that outlives it. g++ knows nothing of
/// the kind, and would warn of the attribute.
#if defined(__clang__)
#define LOGDEFER_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define LOGDEFER_LIFETIMEBOUND
#endif
