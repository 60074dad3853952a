// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What Boost.Describe knows of a type: the enumerators' names, the members of a class.
///
/// Whether a described type can be logged does not depend on this header; that its code compiles does. The facade
/// includes it.

#include <logdefer/base/config.hpp>
#include <logdefer/values/value_writer.hpp>

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <described_enum T>
struct describer<T> {
    /// Null where the value is no enumerator.
    static char const* name(T value) noexcept { return boost::describe::enum_to_string(value, nullptr); }
};

template <described_class T>
struct describer<T> {
    /// The public members, those of the described bases first.
    static void write(T const& value, object_writer& out) {
        namespace describe = boost::describe;
        using members = describe::describe_members<T, describe::mod_public | describe::mod_inherited>;
        boost::mp11::mp_for_each<members>([&](auto member) { out.member(text{member.name}, value.*member.pointer); });
    }
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
