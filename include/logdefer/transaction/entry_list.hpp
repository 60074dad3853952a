// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The entries of one kind as a linked list in the arena, and its sorting.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>

#include <cstddef>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Walks and relinks one list. Offsets, not pointers: the arena may move when it grows.
class entry_list {
public:
    entry_list(arena& entries, entry_kind kind) noexcept : entries_(entries), head_(tail_of_empty(kind)) {}

    [[nodiscard]] std::uint32_t first() const noexcept { return next(head_); }
    [[nodiscard]] std::uint32_t before_first() const noexcept { return head_; }
    [[nodiscard]] std::uint32_t next(std::uint32_t at) const noexcept { return entries_.entry(at).next(); }
    void set_next(std::uint32_t at, std::uint32_t to) noexcept { entries_.entry(at).set_next(to); }

    /// Removes the entries for which `is_removed(at)` holds, which is called once for each, in order.
    template <class Predicate>
    void remove_if(Predicate const& is_removed) noexcept {
        for (auto before = before_first(), at = next(before); at != 0; at = next(before)) {
            if (is_removed(at)) {
                set_next(before, next(at));
            } else {
                before = at;
            }
        }
    }

    /// Sorts by the time of a line or the start of a timer, by a bottom-up merge sort of lists. Stable, in place, O(n
    /// log r) for r ascending runs, which are few: one for each log that has recorded.
    void sort_by_time() noexcept {
        while (merge_runs() > 1) {
        }
    }

private:
    [[nodiscard]] std::int64_t time(std::uint32_t at) const noexcept { return entries_.entry(at).time(); }

    /// Returns the end of the run that starts at `at`; 0 if that is the end of the list.
    [[nodiscard]] std::uint32_t end_of_run(std::uint32_t at) const noexcept {
        std::uint32_t after = next(at);
        while (after != 0 && time(at) <= time(after)) {
            at = after;
            after = next(at);
        }
        return after;
    }

    /// Merges neighbouring runs, two by two, and returns the number of remaining runs.
    std::size_t merge_runs() noexcept {
        std::uint32_t tail = head_;
        std::size_t runs = 0;
        for (std::uint32_t left = first(); left != 0; ++runs) {
            std::uint32_t const middle = end_of_run(left);
            if (middle == 0) {  // the last run has no neighbour, or all is sorted
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

/// Returns the number of entries of one kind.
inline std::size_t count_entries(word const* words, entry_kind kind) noexcept {
    std::size_t n = 0;
    for (auto at = first_entry(words, kind); at != 0; at = const_entry{words + at}.next()) ++n;
    return n;
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
