// expect: (not a constant expression|immediate function)
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/text.hpp>

#include <cstddef>

logdefer::literal borrow_forever([[maybe_unused]] char const* text, [[maybe_unused]] std::size_t size) {
#ifdef SHOULD_FAIL
    return {text, size};
#else
    return {"a literal", 9};
#endif
}
