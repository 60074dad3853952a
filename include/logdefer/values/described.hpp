// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Support for types described with Boost.Describe: the names of enumerators, the members of classes.
///
/// A described type is `loggable` without this header, but code that logs it compiles only with it.
/// `logdefer/logdefer.hpp` includes it.

#include <logdefer/base/config.hpp>
#include <logdefer/values/value_writer.hpp>

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <described_enum T>
struct describer<T> {
    /// Returns the name of an enumerator, or null for any other value.
    static char const* name(T value) noexcept { return boost::describe::enum_to_string(value, nullptr); }
};

template <described_class T>
struct describer<T> {
    /// Writes the public members, those of described bases first.
    static void write(T const& value, object_writer& out) {
        namespace describe = boost::describe;
        using members = describe::describe_members<T, describe::mod_public | describe::mod_inherited>;
        boost::mp11::mp_for_each<members>([&](auto member) { out.member(text{member.name}, value.*member.pointer); });
    }
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
