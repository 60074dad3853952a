// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Macros that depend on the compiler and its options, not on the target.

#if __cplusplus < 202002L
#error "logdefer needs C++20: compile with -std=c++20 or a later standard."
#include "logdefer needs C++20"  // a missing file ends the compilation; otherwise hundreds of errors would follow
#endif

/// The inline namespace of everything that the library defines. Two versions of the library, or files with and without
/// exceptions, may meet in one process, where the linker would otherwise use one definition for both. The number
/// changes with the layout of a class or of thread-local data.
#if defined(__cpp_exceptions)
#define LOGDEFER_ABI v1
#else
#define LOGDEFER_ABI v1_without_exceptions
#endif

/// Marks a parameter that the result refers to, so that clang warns about a result that outlives it. g++ has no such
/// attribute, and would warn about an unknown one.
#if defined(__clang__)
#define LOGDEFER_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define LOGDEFER_LIFETIMEBOUND
#endif
