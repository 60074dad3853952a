// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The entries of one kind as a linked list in the arena: ordering, and keeping one value for each key.

#include <logdefer/detail/arena.hpp>
#include <logdefer/detail/word_writer.hpp>
#include <logdefer/value_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace logdefer::detail {

/// Walks and relinks one list. Offsets, not pointers: the arena may move when it grows.
class entry_list {
public:
    entry_list(arena& entries, entry_kind kind) noexcept : entries_(entries), head_(tail_of_empty(kind)) {}

    /// Where a list that is still empty ends. A head stands where the link of an entry before it would: in the second
    /// word.
    static constexpr std::uint32_t tail_of_empty(entry_kind kind) noexcept {
        return layout::heads + static_cast<std::uint32_t>(kind) - 1;
    }

    [[nodiscard]] std::uint32_t first() const noexcept { return next(head_); }
    [[nodiscard]] std::uint32_t before_first() const noexcept { return head_; }
    [[nodiscard]] std::uint32_t next(std::uint32_t at) const noexcept { return low(entries_[at + 1]); }
    void set_next(std::uint32_t at, std::uint32_t to) noexcept { entries_[at + 1] = with_low(entries_[at + 1], to); }

    /// Orders by the time in an entry's third word; stable, in place, O(n log r) for r ascending runs, which are few:
    /// one for each log that has recorded (a bottom-up merge sort of lists).
    void sort_by_time() noexcept {
        while (merge_runs() > 1) {
        }
    }

private:
    [[nodiscard]] std::int64_t time(std::uint32_t at) const noexcept {
        return static_cast<std::int64_t>(entries_[at + 2]);
    }

    /// Where the run that starts at `at` is over; 0 where the list is.
    [[nodiscard]] std::uint32_t end_of_run(std::uint32_t at) const noexcept {
        std::uint32_t after = next(at);
        while (after != 0 && time(at) <= time(after)) {
            at = after;
            after = next(at);
        }
        return after;
    }

    /// Merges neighbouring runs, two by two, and returns how many there are then.
    std::size_t merge_runs() noexcept {
        std::uint32_t tail = head_;
        std::size_t runs = 0;
        for (std::uint32_t left = first(); left != 0; ++runs) {
            std::uint32_t const middle = end_of_run(left);
            if (middle == 0) {  // one is left over, or all is in order
                set_next(tail, left);
                return runs + 1;
            }
            std::uint32_t const end = end_of_run(middle);
            for (std::uint32_t right = middle; left != middle || right != end;) {
                bool const from_left = right == end || (left != middle && time(left) <= time(right));
                std::uint32_t& source = from_left ? left : right;
                set_next(tail, source);
                tail = source;
                source = next(source);
            }
            left = end;
        }
        set_next(tail, 0);
        return runs;
    }

    arena& entries_;
    std::uint32_t head_;
};

/// Entries of one kind in a sealed record.
inline std::size_t count_entries(word const* sealed, entry_kind kind) noexcept {
    std::size_t n = 0;
    auto const head = layout::heads + static_cast<std::uint32_t>(kind);
    for (auto at = low(sealed[head]); at != 0; at = low(sealed[at + 1])) ++n;
    return n;
}

/// A set of 64 hashes of keys: while no bit comes twice, no key does, and nobody need compare them.
class key_set {
public:
    void add(value_view key) noexcept {
        word const bit = word{1} << ((front(key) ^ word{key.text().size()} << 48U) * 0x9e37'79b9'7f4a'7c15ULL >> 58U);
        repeated_ = repeated_ || (seen_ & bit) != 0;
        seen_ |= bit;
    }

    [[nodiscard]] bool may_repeat() const noexcept { return repeated_; }

private:
    /// The first eight bytes; zeros follow a shorter text.
    static word front(value_view key) noexcept { return key.text().empty() ? 0 : key.words()[1]; }

    word seen_ = 0;
    bool repeated_ = false;
};

/// The value of an object's first member of this name.
inline std::optional<value_view> find_member(value_view object, std::string_view key) noexcept {
    for (member_view const m : object.members()) {
        if (m.key().text() == key) return m.value();
    }
    return std::nullopt;
}

/// Merges two objects, member by member, the second one's values first; O(n * m) for n and m members.
///
/// The arena must have room for both: the views point into it.
inline void merge_objects(word_writer& out, value_view older, value_view newer) noexcept {
    auto const place = out.begin(tag::object);
    for (member_view const m : older.members()) {
        auto const replacement = find_member(newer, m.key().text());
        out.copy(m.key().words());
        if (!replacement) {
            out.copy(m.value().words());
        } else if (m.value().kind() == value_kind::object && replacement->kind() == value_kind::object) {
            merge_objects(out, m.value(), *replacement);
        } else {
            out.copy(replacement->words());
        }
    }
    for (member_view const m : newer.members()) {
        if (find_member(older, m.key().text())) continue;
        out.copy(m.key().words());
        out.copy(m.value().words());
    }
    out.end(place);
}

/// Leaves one data entry for each key: at the place of the first, with the value of the last.
///
/// A small list is compared pairwise, a larger one through a hash table in the arena: O(n) expected.
class key_merger {
public:
    explicit key_merger(arena& entries) noexcept : entries_(entries), list_(entries, entry_kind::data) {}

    /// Returns how many deep merges found no memory; there the later value stands alone.
    std::size_t run() noexcept {
        make_table();
        for (std::size_t i = 1; i < lead; ++i) hash_next();
        std::uint32_t before = list_.before_first();
        while (std::uint32_t const at = list_.next(before)) {
            hash_next();
            std::uint32_t const first = find_or_insert(at);
            if (first == 0) {
                before = at;
                continue;
            }
            replace(first, at);
            list_.set_next(before, list_.next(at));
        }
        return failures_;
    }

private:
    static constexpr std::size_t small = 16;
    static constexpr std::size_t lead = 8;  // entries between hashing a key and looking for it

    [[nodiscard]] std::string_view key(std::uint32_t at) const noexcept {
        return value_view{entries_.words() + at + 2}.text();
    }
    [[nodiscard]] value_view value(std::uint32_t at) const noexcept {
        return value_view{entries_.words() + at + 2}.next();
    }

    void make_table() noexcept {
        std::size_t n = 0;
        for (auto at = list_.first(); at != 0; at = list_.next(at)) ++n;
        if (n <= small) return;
        std::size_t slots = 4 * small;
        while (slots < 2 * n) slots *= 2;
        std::size_t const place = entries_.size();
        if (word* const table = entries_.extend(slots)) {
            std::memset(table, 0, slots * sizeof(word));
            table_ = place;
            mask_ = slots - 1;
            ahead_ = list_.first();
        }
    }

    /// Hashes a key some entries before it is looked for; by then its slot, which may be anywhere, is in the cache.
    void hash_next() noexcept {
        if (ahead_ == 0) return;
        word const hash = std::hash<std::string_view>{}(key(ahead_));
        __builtin_prefetch(entries_.words() + table_ + (hash & mask_));
        hashes_[hashed_++ % lead] = hash;
        ahead_ = list_.next(ahead_);
    }

    /// The earlier entry with this one's key, or 0.
    std::uint32_t find_or_insert(std::uint32_t at) noexcept {
        if (table_ == 0) {
            auto earlier = list_.first();
            while (earlier != at && key(earlier) != key(at)) earlier = list_.next(earlier);
            return earlier == at ? 0 : earlier;
        }
        word const hash = hashes_[looked_for_++ % lead];
        std::size_t slot = hash & mask_;
        for (; entries_[table_ + slot] != 0; slot = (slot + 1) & mask_) {
            word const taken = entries_[table_ + slot];
            if (high(taken) == high(hash) && key(low(taken)) == key(at)) return low(taken);
        }
        entries_[table_ + slot] = with_low(hash, at);  // most keys that differ do so here: no look at the other
        return 0;
    }

    /// Makes `first` refer to the value of `later`.
    void replace(std::uint32_t first, std::uint32_t later) noexcept {
        std::uint32_t const holder = first + high(entries_[first + 1]);
        bool const objects = value(holder).kind() == value_kind::object && value(later).kind() == value_kind::object;
        if ((flags_of(entries_[later]) & entry_flag::deep) != 0 && objects) later = deep_merge(holder, later);
        entries_[first + 1] = word{later - first} << 32U | low(entries_[first + 1]);
    }

    /// Appends an unlinked entry with the merged value and returns it. O(n) in the objects' words.
    std::uint32_t deep_merge(std::uint32_t older, std::uint32_t newer) noexcept {
        auto const place = static_cast<std::uint32_t>(entries_.size());
        std::size_t const room = std::size_t{high(entries_[older])} + high(entries_[newer]);
        if (entries_.extend(room) == nullptr) {
            ++failures_;
            return newer;
        }
        entries_.resize(place + 2);  // the room is there: nothing moves from here on
        word_writer out{entries_};
        out.copy(entries_.words() + older + 2);
        merge_objects(out, value(older), value(newer));
        std::size_t const size = out.position() - place;
        entries_[place] = pack(static_cast<word>(entry_kind::data), 0, size);
        entries_[place + 1] = 0;
        if (older + high(entries_[older]) != place) return place;
        // an earlier merge, which nobody needs now: taken over, so that many of one key do not pile up
        std::memmove(entries_.words() + older, entries_.words() + place, size * sizeof(word));
        out.rewind(older + size);
        return older;
    }

    arena& entries_;
    entry_list list_;
    std::size_t table_ = 0;  // where the table starts; 0: none
    std::size_t mask_ = 0;
    std::uint32_t ahead_ = 0;          // the next entry whose key is hashed; 0: none
    std::array<word, lead> hashes_{};  // of the keys in between, in turn
    std::size_t hashed_ = 0;
    std::size_t looked_for_ = 0;
    std::size_t failures_ = 0;
};

}  // namespace logdefer::detail
