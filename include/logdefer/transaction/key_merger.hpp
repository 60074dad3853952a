// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Removes duplicate keys from `data`.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/value_view.hpp>
#include <logdefer/transaction/entry_list.hpp>
#include <logdefer/values/key_hash.hpp>
#include <logdefer/values/key_table.hpp>
#include <logdefer/values/object_merger.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Leaves one data entry for each key: at its first place, with its last value, or with all objects of the key merged
/// into one if `merge_data::deep` was requested. O(n) expected, even for malicious keys.
///
/// A short list is compared pairwise, a longer one through a table, unless there is no memory for it. All objects of
/// one key are merged at once. Temporary data of both lies at the end of the arena.
class key_merger {
public:
    explicit key_merger(arena& entries) noexcept : entries_(entries), list_(entries, entry_kind::data) {}

    /// Returns the number of objects that were lost because there was no memory to merge them; their keys keep only the
    /// last value.
    std::size_t run() noexcept {
        std::size_t const end = entries_.size();
        make_table();
        unify();
        entries_.resize(end);
        if (any_to_merge_) {
            for (auto at = list_.first(); at != 0; at = list_.next(at)) merge_objects(at);
        }
        return lost_;
    }

private:
    static constexpr std::size_t lead = 8;  // entries between hashing a key and looking it up

    [[nodiscard]] value_view key(std::uint32_t at) const noexcept { return value_at(entries_.entry(at).key()); }
    [[nodiscard]] value_view value(std::uint32_t at) const noexcept { return key(at).next(); }
    [[nodiscard]] bool is_object(std::uint32_t at) const noexcept { return value(at).kind() == value_kind::object; }

    /// Returns the entry that holds the value of a key: the key's first entry or a later one.
    [[nodiscard]] std::uint32_t holder(std::uint32_t first) const noexcept {
        return first + entries_.entry(first).distance_to_value();
    }
    void set_holder(std::uint32_t first, std::uint32_t at) noexcept {
        entries_.entry(first).set_distance_to_value(at - first);
    }

    void make_table() noexcept {
        std::size_t n = 0;
        for (auto at = list_.first(); at != 0; at = list_.next(at)) ++n;
        if (n <= few_keys) return;
        if (word* const slots = entries_.extend(key_table::slots_for(n))) {
            table_ = key_table{slots, n};
            ahead_ = list_.first();
            for (std::size_t i = 1; i < lead; ++i) hash_next();
        }
    }

    void unify() noexcept {
        std::uint32_t before = list_.before_first();
        while (std::uint32_t const at = list_.next(before)) {
            hash_next();
            std::uint32_t const first = find_or_insert(at);
            if (first == 0) {
                before = at;
                continue;
            }
            list_.set_next(before, list_.next(at));
            set_value(first, at);
        }
    }

    /// Hashes a key some entries before it is looked up; by then its slot is in the cache. At most `lead` keys are
    /// hashed and not looked up: `make_table` hashes `lead - 1` of them, and from then on every call is followed by one
    /// of `find_or_insert`.
    void hash_next() noexcept {
        if (ahead_ == 0) return;
        word const hash = hash_(key(ahead_).text());
        table_.prefetch(hash);
        hashes_[hashed_++ % lead] = hash;
        ahead_ = list_.next(ahead_);
    }

    /// Returns the earlier entry with the same key, or 0.
    std::uint32_t find_or_insert(std::uint32_t at) noexcept {
        auto const has_its_key = [&](std::uint32_t earlier) { return key(earlier).text() == key(at).text(); };
        if (table_.exists()) return table_.find_or_insert(hashes_[looked_for_++ % lead], at, has_its_key);
        auto earlier = list_.first();
        while (earlier != at && !has_its_key(earlier)) earlier = list_.next(earlier);
        return earlier == at ? 0 : earlier;
    }

    /// Gives a key the value of a later entry, which has been removed from the list. The link of that entry now leads
    /// to the entry with the previous object of the key, or is 0 if the value is not merged.
    void set_value(std::uint32_t first, std::uint32_t later) noexcept {
        std::uint32_t const earlier = holder(first);
        bool const deep = entries_.entry(later).has(entry_flag::deep);
        bool const merges = deep && is_object(earlier) && is_object(later);
        list_.set_next(later, merges ? earlier : 0);
        set_holder(first, later);
        any_to_merge_ = any_to_merge_ || merges;
    }

    /// The objects that are merged into one.
    struct chain {
        std::uint32_t oldest = 0;
        std::uint32_t later = 0;  // the first of the other objects
        std::size_t objects = 0;
        std::size_t members = 0;  // at every depth
        std::size_t words = 0;
    };

    /// Reverses the links, which lead from the last object to the oldest, so that the oldest comes first.
    chain turned_chain(std::uint32_t first) noexcept {
        chain c;
        for (std::uint32_t before = holder(first); before != 0; ++c.objects) {
            std::uint32_t const at = before;
            c.members += count_members(value(at));
            c.words += value_size(*words_of(value(at)));
            before = at == first ? 0 : list_.next(at);  // the first entry of the key is still on the list
            if (before == 0) {
                c.oldest = at;
            } else {
                list_.set_next(at, c.later);
                c.later = at;
            }
        }
        return c;
    }

    /// Merges the objects of one key into one, in a new entry behind all others.
    void merge_objects(std::uint32_t first) noexcept {
        std::uint32_t const last = holder(first);
        if (last == first || list_.next(last) == 0) return;
        chain const c = turned_chain(first);
        std::size_t const place = entries_.size();
        std::size_t const before_value = entry::head + value_size(*words_of(key(first)));
        word* const words = entries_.extend(before_value + c.words + object_merger::room_for(c.members));
        if (words == nullptr) {
            lost_ += c.objects - 1;
            return;
        }
        std::memcpy(words, entries_.words() + first, before_value * sizeof(word));  // the key
        object_merger object{words + before_value + c.words, c.members, value(c.oldest)};
        for (auto at = c.later; at != 0; at = list_.next(at)) object.merge(value(at));
        auto const size = static_cast<std::size_t>(object.write(words + before_value) - words);
        entry const merged{words};
        merged.set_header(entry_kind::data, 0, size);
        merged.begin(0, no_times{});
        entries_.resize(place + size);
        set_holder(first, static_cast<std::uint32_t>(place));
    }

    arena& entries_;
    entry_list list_;
    key_hash hash_;
    key_table table_;
    std::uint32_t ahead_ = 0;          // the next entry whose key is hashed; 0: none
    std::array<word, lead> hashes_{};  // of the keys that have been hashed and not looked up, as a ring
    std::size_t hashed_ = 0;
    std::size_t looked_for_ = 0;
    std::size_t lost_ = 0;
    bool any_to_merge_ = false;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
