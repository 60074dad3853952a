// expect: returning address of local temporary object
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/object.hpp>

#ifdef SHOULD_FAIL
logdefer::fields made(int id);
logdefer::fields made(int id) { return {{"id", id}}; }
#else
logdefer::object made(int id);
logdefer::object made(int id) { return {{"id", id}}; }
#endif
