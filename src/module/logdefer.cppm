// SPDX-License-Identifier: BSL-1.0
/// The module logdefer: all of the library that needs no other library than Boost.JSON.
///
/// What the headers include of others comes first, and keeps its guards set; so the headers, included below, add only
/// their own declarations. These are attached to the global module (`extern "C++"`): a program may import the module in
/// one file and include the headers in another. A module exports no macros: logdefer/levels/level_macro.hpp defines
/// the one that a program may need.
module;

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serializer.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cfenv>
#include <charconv>
#include <chrono>
#include <climits>
#include <concepts>
#include <coroutine>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <ratio>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

#include <cpuid.h>
#include <cxxabi.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

export module logdefer;

#if defined(__clang__)
#pragma clang diagnostic ignored "-Winclude-angled-in-module-purview"  // the headers are meant to be in the module
#endif

export extern "C++" {
#include <logdefer/coroutine.hpp>
#include <logdefer/formats/boost_json_serializer.hpp>
#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/log_ref.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/settings/rules.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/batch_sink.hpp>
#include <logdefer/testing.hpp>
}
