// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// What depends on the compiler and its options, not on the target.

/// The inline namespace of all that the library defines: two versions of it, or files with and without exceptions, may
/// meet in one process, where the linker would take one definition for both. The number changes with the layout of a
/// class or of what a thread keeps.
#if defined(__cpp_exceptions)
#define LOGDEFER_ABI v1
#else
#define LOGDEFER_ABI v1_without_exceptions
#endif

/// Marks a parameter that the result refers to, so that clang warns of a result that outlives it. g++ knows nothing of
/// the kind, and would warn of the attribute.
#if defined(__clang__)
#define LOGDEFER_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define LOGDEFER_LIFETIMEBOUND
#endif
