// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Removes duplicate keys from objects, and merges objects: each key occurs once, at its first place, with its last
/// value.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/value_view.hpp>
#include <logdefer/values/key_hash.hpp>
#include <logdefer/values/key_set.hpp>
#include <logdefer/values/key_table.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Returns the value of the member with this key, or nothing. O(n) in the members.
inline std::optional<value_view> find_member(value_view object, std::string_view key) noexcept {
    for (member_view const m : object.members()) {
        if (m.key().text() == key) return m.value();
    }
    return std::nullopt;
}

/// Merges objects in the order in which they are given. O(n) expected in the members of all objects, even for malicious
/// keys.
///
/// Builds a tree of the members, all of which are found through one table. An object becomes a part of the tree only
/// when another one is merged into it; therefore no member is visited twice, and words are copied only at the end.
/// Refers to the objects, which must not move.
class object_merger {
    /// A member of an object, or the resulting object.
    struct alignas(sizeof(word)) node {  // else not whole words where pointers have 32 bits
        value_view key;
        value_view value;              // unless merged
        node* next = nullptr;          // the next member of the enclosing object
        node* first_member = nullptr;  // if merged
        node* last_member = nullptr;
        std::uint32_t within = 0;  // the number of the enclosing object
        std::uint32_t object = 0;  // the number of this object, new each time that it becomes one; 0: not merged
    };
    static_assert(sizeof(node) % sizeof(word) == 0);

public:
    /// Returns the number of words that merging needs temporarily; `members` is the number of members of all objects,
    /// at every depth.
    [[nodiscard]] static std::size_t room_for(std::size_t members) noexcept {
        return (members + 1) * (sizeof(node) / sizeof(word)) + key_table::slots_for(members);
    }

    /// Begins with the first object, whose keys may be duplicate.
    object_merger(word* room, std::size_t members, value_view first) noexcept
        // the memory belongs to an arena and comes from malloc; nothing else uses it meanwhile
        : nodes_(reinterpret_cast<node*>(room)), table_(room + (members + 1) * (sizeof(node) / sizeof(word)), members) {
        open(*new (static_cast<void*>(nodes_)) node{.key = {}, .value = first});
    }

    /// Merges another object: on duplicate keys its values win, but two objects are merged.
    void merge(value_view newer) noexcept { merge(nodes_[0], newer); }

    /// Returns the number of different members, at every depth that was merged.
    [[nodiscard]] std::size_t size() const noexcept { return used_ - 1; }

    /// Writes the object, which needs no more words than all merged objects together, and returns its end.
    word* write(word* to) const noexcept { return write(to, nodes_[0]); }

private:
    [[nodiscard]] static bool is_object(value_view v) noexcept { return v.kind() == value_kind::object; }

    void merge(node& into, value_view newer) noexcept {
        if (into.object == 0) open(into);
        for (member_view const m : newer.members()) {
            node& member = member_of(into, m.key());
            if (is_object(member.value) && is_object(m.value())) {
                merge(member, m.value());
            } else {
                replace(member, m.value());
            }
        }
    }

    /// Makes nodes of the members of the node's value.
    void open(node& n) noexcept {
        n.object = ++objects_;
        n.first_member = nullptr;
        n.last_member = nullptr;
        for (member_view const m : n.value.members()) replace(member_of(n, m.key()), m.value());
    }

    static void replace(node& n, value_view value) noexcept {
        n.value = value;
        n.object = 0;
    }

    /// Returns the member with this key; a new one has the value null.
    node& member_of(node& object, value_view key) noexcept {
        std::uint32_t const found = table_.find_or_insert(
            hash_(object.object, key.text()), used_,
            [&](std::uint32_t i) { return nodes_[i].within == object.object && nodes_[i].key.text() == key.text(); });
        if (found != 0) return nodes_[found];
        node* const added = new (static_cast<void*>(nodes_ + used_))
            node{.key = key, .value = value_at(&no_value), .within = object.object};
        ++used_;
        node*& link = object.last_member == nullptr ? object.first_member : object.last_member->next;
        link = added;
        object.last_member = added;
        return *added;
    }

    static word* copy(word* to, value_view v) noexcept {
        std::size_t const size = value_size(*words_of(v));
        std::memcpy(to, words_of(v), size * sizeof(word));
        return to + size;
    }

    static word* write(word* to, node const& n) noexcept {
        if (n.object == 0) return copy(to, n.value);
        word* at = to + 1;
        for (node const* m = n.first_member; m != nullptr; m = m->next) at = write(copy(at, m->key), *m);
        *to = pack(static_cast<word>(tag::object), 0, static_cast<std::size_t>(at - to - 1));
        return at;
    }

    static constexpr word no_value = pack(static_cast<word>(tag::null), 0, 0);

    node* nodes_;
    key_table table_;
    key_hash hash_;
    std::uint32_t used_ = 1;
    std::uint32_t objects_ = 0;
};

/// Returns the number of members of an object and, at every depth, of the objects in it.
inline std::size_t count_members(value_view object) noexcept {
    std::size_t n = 0;
    for (member_view const m : object.members()) {
        n += 1 + (m.value().kind() == value_kind::object ? count_members(m.value()) : 0);
    }
    return n;
}

/// Returns false if no key of the object occurs twice; may return true otherwise. Compares no keys.
inline bool may_repeat_a_key(value_view object) noexcept {
    key_set keys;
    for (member_view const m : object.members()) keys.add(m.key().text());
    return keys.may_repeat();
}

/// Returns whether a key occurs twice. O(n^2)
inline bool repeats_a_key(value_view object) noexcept {
    for (member_view const m : object.members()) {
        for (member_view const earlier : object.members()) {
            if (earlier.key() == m.key()) break;
            if (earlier.key().text() == m.key().text()) return true;
        }
    }
    return false;
}

/// Removes duplicate keys from the object at `place`, which has ended and is the last value written. O(n) expected.
[[gnu::noinline]] inline void unify_keys(word_writer& out, std::size_t place) noexcept {
    std::size_t members = 0;
    auto const object = value_at(out.at(place));
    for ([[maybe_unused]] member_view const m : object.members()) ++members;
    if (members <= few_keys && !repeats_a_key(object)) return;
    std::size_t const size = value_size(*words_of(object));
    word* const room = out.extend(size + object_merger::room_for(members));
    if (room == nullptr) return;
    object_merger const unified{room + size, members, value_at(out.at(place))};
    std::size_t unified_size = size;
    if (unified.size() != members) {
        unified_size = static_cast<std::size_t>(unified.write(room) - room);
        std::memcpy(room - size, room, unified_size * sizeof(word));
    }
    out.rewind(place + unified_size);
}

/// Ends an object and removes duplicate keys.
inline void end_object(word_writer& out, std::size_t place) noexcept {
    out.end(place);
    if (!out.failed() && may_repeat_a_key(value_at(out.at(place)))) unify_keys(out, place);
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
