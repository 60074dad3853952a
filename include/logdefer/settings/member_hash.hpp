// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Finds a member of a record's data by its name, and hashes its value, alike in every process and on every machine.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/formats/json_numbers.hpp>
#include <logdefer/formats/json_times.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/random.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// FNV-1a of 64 bits (Glenn Fowler, Landon Curt Noll and Kiem-Phong Vo), whose result is mixed once more, since its
/// upper bits depend little on the last characters. Not a secret: whoever chooses the text chooses the hash.
constexpr std::uint64_t stable_hash(std::string_view text) noexcept {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
    for (char const c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3U;
    return mixed(hash);
}

/// Returns the value of a name among members: that of the member with this name, or else that of a path, whose keys are
/// separated by dots and may have dots themselves.
template <class Members>
std::optional<value_view> find_value(Members const& members, std::string_view name) noexcept {
    for (auto const m : members) {
        if (m.key().text() == name) return m.value();
    }
    for (auto const m : members) {
        auto const key = m.key().text();
        bool const is_above = name.starts_with(key) && name.substr(key.size()).starts_with('.');
        if (!is_above || m.value().kind() != value_kind::object) continue;
        if (auto const found = find_value(m.value().members(), name.substr(key.size() + 1))) return found;
    }
    return std::nullopt;
}

/// Returns the hash of the text of a value, as it is printed: 42 and "42" have the same hash. Null, arrays and objects
/// have none.
[[nodiscard]] inline std::optional<std::uint64_t> hash_of(value_view value) noexcept {
    std::array<char, 48> digits;
    char* const begin = digits.data();
    auto const printed = [&](char const* end) { return stable_hash({begin, static_cast<std::size_t>(end - begin)}); };
    switch (value.kind()) {
        case value_kind::boolean: return stable_hash(value.boolean() ? "true" : "false");
        case value_kind::integer: return printed(print_integer(begin, value.integer()));
        case value_kind::unsigned_integer: return printed(print_unsigned(begin, value.unsigned_integer()));
        case value_kind::real: return printed(print_any_real(begin, bits_of(value.real())));
        case value_kind::seconds: return printed(print_seconds(begin, value.seconds()));
        case value_kind::number:
        case value_kind::text: return stable_hash(value.text());
        default: return std::nullopt;
    }
}

/// Returns the hash of the value of a member of data, if there is one that has a hash. If there is no member of this
/// name, the name may also begin with `data`, as the paths of redactions do.
[[nodiscard]] inline std::optional<std::uint64_t> hash_of_member(record_view const& record,
                                                                 std::string_view name) noexcept {
    constexpr std::string_view root = "data.";
    auto value = find_value(record.data(), name);
    if (!value && name.starts_with(root)) value = find_value(record.data(), name.substr(root.size()));
    return value ? hash_of(*value) : std::nullopt;
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
