// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Members that are the same in all records of a service.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/error_hook.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/values/value.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

/// The members of a record that the library writes.
inline constexpr std::array<std::string_view, 10> reserved_members{"start",   "end",     "data", "logs", "timers",
                                                                   "outcome", "dropped", "id",   "part", "sample_rate"};

struct static_entries;

}  // namespace detail

/// Members that are part of every record, such as the name of the service and of the host:
/// `{{"service", "orders"}, {"pid", getpid()}}`. They are encoded once, and copied as bytes into each record.
///
/// A member with a name that the library uses itself (`start`, `data`, `outcome`...) is left out, which is reported to
/// the default hook as `error::reserved_member`. Of members with one name the last value counts.
///
/// @par Errors  if memory runs out there are no members, which is reported to the default hook
class static_members {
public:
    static_members() = default;
    static_members(std::initializer_list<field> members) noexcept { encode(members); }
    static_members(static_members const& other) noexcept { copy(other); }
    static_members(static_members&&) = default;
    static_members& operator=(static_members const& other) noexcept {
        if (this != &other) copy(other);
        return *this;
    }
    static_members& operator=(static_members&&) = default;
    ~static_members() = default;

    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

private:
    friend struct detail::static_entries;

    /// The size of the entries in words.
    [[nodiscard]] std::size_t size() const noexcept {
        return words_.size() < detail::layout::entries ? 0 : words_.size() - detail::layout::entries;
    }

    void encode(std::initializer_list<field> members) noexcept {
        detail::arena object;
        bool written = object.restart();
        if (written) {
            detail::word_writer words{object, depth};
            written = detail::completes([&] { detail::writer_to(words).write(fields{members}); }) && !words.failed();
        }
        if (written) written = words_.restart();
        if (written) {
            auto const all = detail::value_at(object.words() + detail::layout::entries);
            for (member_view const m : all.members()) written = written && add(m);
        }
        if (!written) lose_all();
    }

    /// Appends an entry; returns false if there is no memory.
    [[nodiscard]] bool add(member_view m) noexcept {
        for (auto const reserved : detail::reserved_members) {
            if (m.key().text() != reserved) continue;
            error_hook{}(error::reserved_member, reserved);
            return true;
        }
        std::size_t const values = static_cast<std::size_t>(detail::words_of(m.next()) - detail::words_of(m.key()));
        std::size_t const size = detail::entry::head + values;
        detail::word* const at = words_.extend(size);
        if (at == nullptr) return false;
        detail::entry const e{at};
        e.set_header(detail::entry_kind::extra, 0, size);
        std::memcpy(e.begin(0, detail::no_times{}), detail::words_of(m.key()), values * sizeof(detail::word));
        return true;
    }

    void copy(static_members const& other) noexcept {
        words_.resize(0);
        if (other.empty()) return;
        detail::word* const at = words_.restart() ? words_.extend(other.size()) : nullptr;
        if (at == nullptr) return lose_all();
        std::memcpy(at, other.words_.words() + detail::layout::entries, other.size() * sizeof(detail::word));
    }

    void lose_all() noexcept {
        words_.resize(0);
        error_hook{}(error::out_of_memory, "static members");
    }

    static constexpr int depth = 2;  // inside the record and the object of the members

    detail::arena words_;  // the entries
};

namespace detail {

/// Gives the recorder of a log the entries of static members.
struct static_entries {
    /// Returns entries of the kind `extra`, one after another.
    [[nodiscard]] static std::span<word const> of(static_members const& members) noexcept {
        if (members.empty()) return {};
        return {members.words_.words() + layout::entries, members.size()};
    }
};

}  // namespace detail

}  // namespace logdefer::inline LOGDEFER_ABI
