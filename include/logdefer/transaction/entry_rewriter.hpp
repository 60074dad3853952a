// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Replaces values inside the entries of a record.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/key_pattern.hpp>
#include <logdefer/transaction/entry_list.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/pool.hpp>
#include <logdefer/transaction/transaction.hpp>
#include <logdefer/values/value_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Which values are replaced, and by what. Virtual functions, so that a program has the code of the rewriter once.
class substitution {
public:
    substitution() = default;
    substitution(substitution&&) = delete;
    virtual ~substitution() = default;

    /// Returns whether a value is replaced.
    [[nodiscard]] virtual bool selects(path_step const& path, value_view value) const noexcept = 0;
    /// Writes one value instead of a value that is replaced. May throw.
    virtual void replace(path_step const& path, value_view value, value_writer& out) const = 0;
};

/// Replaces what a substitution selects, in all data, lines and timers. An entry without a selected value stays as it
/// is; any other is copied behind the last entry, since its size changes. If that fails, the entry is lost: what it
/// contains may have to stay unknown.
class entry_rewriter {
public:
    entry_rewriter(entry_recorder& recorder, substitution const& by) noexcept
        : recorder_(recorder), entries_(recorder.words()), substitution_(by) {}
    entry_rewriter(entry_rewriter&&) = delete;
    ~entry_rewriter() {
        if (copies_ != nullptr) pool<transaction>::give(copies_);
    }

    /// O(n) in the values.
    [[gnu::noinline, gnu::cold]] void run() noexcept {
        rewrite(entry_kind::data, {nullptr, "data"});
        rewrite(entry_kind::log, {nullptr, "logs"});
        rewrite(entry_kind::timer, {nullptr, "timers"});
    }

    /// Does so also in the outcome and in static members, which no path names.
    void run_with_extras() noexcept {
        run();
        rewrite(entry_kind::extra, {nullptr, {}, false});
    }

private:
    void rewrite(entry_kind kind, path_step const& root) noexcept {
        entry_list list{entries_, kind};
        for (auto before = list.before_first(), at = list.next(before); at != 0; at = list.next(before)) {
            replaceable const part = replaceable_part(kind, root, at);
            if (!any_selected(part)) {
                before = at;
                continue;
            }
            auto const next = list.next(at);
            auto const copy = append_copy(kind, at, part);
            if (copy == 0) {
                list.set_next(before, next);
                (void)recorder_.drop(kind);
            } else {
                list.set_next(before, copy);
                list.set_next(copy, next);
                before = copy;
            }
        }
    }

    /// The values of an entry that may be replaced, which have one path, and the words between them and its head.
    struct replaceable {
        std::size_t words_before = 0;
        value_view first;
        value_view last;
        path_step const* root = nullptr;
        path_step named;

        /// Returns the path of one of the values. A message has none: it is not named by any key.
        [[nodiscard]] path_step const& path_of(value_view v) const noexcept {
            if (named.above != nullptr) return named;
            return v == first ? message : *root;
        }

        static constexpr path_step message{nullptr, {}, false};
    };

    /// The message and the items of a line; the value of a member; the detail of a timer.
    [[nodiscard]] replaceable replaceable_part(entry_kind kind, path_step const& root, std::uint32_t at) noexcept {
        auto const e = entries_.entry(at);
        if (kind == entry_kind::log) return {1, value_at(e.message()), value_at(e.behind()), &root, {}};
        bool const has_key = kind == entry_kind::data || kind == entry_kind::extra;
        value_view const key = value_at(has_key ? e.key() : e.name());
        std::size_t const words_before = (has_key ? 0 : 2) + value_size(*words_of(key));
        path_step const named{&root, key.text()};
        if (!has_key) return {words_before, key.next(), value_at(e.behind()), &root, named};
        value_view const value = value_at(e.holder_of_value().key()).next();
        return {words_before, value, value.next(), &root, named};
    }

    [[nodiscard]] bool any_selected(replaceable const& part) const noexcept {
        for (value_view const v : value_range{part.first, part.last}) {
            if (selected(part.path_of(v), v)) return true;
        }
        return false;
    }

    [[nodiscard]] bool selected(path_step const& path, value_view value) const noexcept {
        if (substitution_.selects(path, value)) return true;
        if (value.kind() == value_kind::object) {
            for (member_view const m : value.members()) {
                if (selected({&path, m.key().text()}, m.value())) return true;
            }
        } else if (value.kind() == value_kind::array) {
            for (value_view const v : value.elements()) {
                if (selected(path, v)) return true;
            }
        }
        return false;
    }

    /// Appends a copy of an entry, with the replacements, and returns its place; 0 if that failed.
    std::uint32_t append_copy(entry_kind kind, std::uint32_t at, replaceable const& part) noexcept {
        if (!copy_values(part)) return 0;
        arena const& values = copies_->entries().words();
        std::size_t const copied = values.size() - layout::entries;
        std::size_t const size = entry::head + part.words_before + copied;
        auto const place = static_cast<std::uint32_t>(entries_.size());
        word* const to = entries_.extend(size);
        if (to == nullptr) return 0;
        auto const original = entries_.entry(at);
        entry const e{to};
        e.set_header(kind, original.flags(), size);
        word* const before = e.begin(kind == entry_kind::log ? original.level() : 0, no_times{});
        std::memcpy(before, original.key(), part.words_before * sizeof(word));
        std::memcpy(before + part.words_before, values.words() + layout::entries, copied * sizeof(word));
        return place;
    }

    /// Copies the values to memory of their own, so that they do not move meanwhile. Returns whether that succeeded.
    [[nodiscard]] bool copy_values(replaceable const& part) noexcept {
        if (copies_ == nullptr) copies_ = pool<transaction>::take();
        if (copies_ == nullptr || !copies_->entries().words().restart()) return false;
        word_writer out{copies_->entries().words(), entry_recorder::depth_of_values};
        for (value_view const v : value_range{part.first, part.last}) copy(part.path_of(v), v, out);
        return !out.failed();
    }

    void copy(path_step const& path, value_view value, word_writer& out) noexcept {
        if (substitution_.selects(path, value)) return write_replacement(path, value, out);
        if (value.kind() == value_kind::object) {
            auto const place = out.begin(tag::object);
            for (member_view const m : value.members()) {
                out.copy(words_of(m.key()));
                copy({&path, m.key().text()}, m.value(), out);
            }
            out.end(place);
        } else if (value.kind() == value_kind::array) {
            auto const place = out.begin(tag::array);
            for (value_view const v : value.elements()) copy(path, v, out);
            out.end(place);
        } else {
            out.copy(words_of(value));
        }
    }

    void write_replacement(path_step const& path, value_view value, word_writer& out) noexcept {
        auto const before = out.position();
        bool const written = completes([&] {
            value_writer writer = writer_to(out);
            substitution_.replace(path, value, writer);
        });
        if (!written || (!out.failed() && !out.wrote_one_since(before))) out.fail();
    }

    entry_recorder& recorder_;
    arena& entries_;
    substitution const& substitution_;
    transaction* copies_ = nullptr;  // lends its memory
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
