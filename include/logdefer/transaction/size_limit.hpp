// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Makes records smaller than they were recorded.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/entry_list.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/entry_rewriter.hpp>
#include <logdefer/values/value_writer.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Cuts texts that are longer than a length, and says by how much.
class cut_texts_to final : public substitution {
public:
    /// More than what tells of the cut.
    static constexpr std::size_t slack = 128;

    explicit cut_texts_to(std::size_t length) noexcept : length_(length) {}

    [[nodiscard]] bool selects(path_step const&, value_view value) const noexcept override {
        return value.kind() == value_kind::text && value.text().size() > length_ + slack;
    }

    void replace(path_step const&, value_view value, value_writer& out) const noexcept override {
        auto const whole = value.text();
        std::size_t kept = length_;
        while (kept != 0 && (static_cast<unsigned char>(whole[kept]) & 0xc0U) == 0x80) --kept;  // a part of UTF-8
        constexpr std::string_view before = "... [cut ";
        constexpr std::string_view after = " bytes]";
        std::array<char, 20> digits;
        auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), whole.size() - kept).ptr;
        std::string_view const number{digits.data(), end};
        char* to = words_of(out).string(kept + before.size() + number.size() + after.size());
        if (to == nullptr) return;
        for (auto const part : {whole.substr(0, kept), before, number, after}) {
            to = std::ranges::copy(part, to).out;
        }
    }

private:
    std::size_t length_;
};

/// Replaces arrays and objects that are larger than the whole record may be, and says how much they contained; the
/// innermost ones, so that what lies beside them stays.
class cut_containers_over final : public substitution {
public:
    explicit cut_containers_over(std::size_t words) noexcept : words_(words) {}

    [[nodiscard]] bool selects(path_step const&, value_view value) const noexcept override {
        if (!is_large(value)) return false;
        if (value.kind() == value_kind::array) {
            return std::ranges::none_of(value.elements(), [&](value_view v) { return is_large(v); });
        }
        return std::ranges::none_of(value.members(), [&](member_view m) { return is_large(m.value()); });
    }

    void replace(path_step const&, value_view value, value_writer& out) const noexcept override {
        bool const is_array = value.kind() == value_kind::array;
        auto const n = is_array ? std::ranges::distance(value.elements()) : std::ranges::distance(value.members());
        std::array<char, 64> text;
        auto to = std::ranges::copy(std::string_view{"[cut "}, text.data()).out;
        to = std::to_chars(to, text.data() + text.size(), n).ptr;
        to = std::ranges::copy(std::string_view{is_array ? " elements]" : " members]"}, to).out;
        words_of(out).string(std::string_view{text.data(), to});
    }

private:
    [[nodiscard]] bool is_large(value_view value) const noexcept {
        return is_container(value) && value_size(*words_of(value)) > words_
               && words_without_long_texts(value, words_) > words_;
    }

    /// Returns the words of a value as they are when its texts have been cut. Counts no further than beyond `most`.
    [[nodiscard]] static std::size_t words_without_long_texts(value_view value, std::size_t most) noexcept {
        constexpr std::size_t of_cut_text = 2 * cut_texts_to::slack / sizeof(word);
        if (!is_container(value)) return smaller(value_size(*words_of(value)), of_cut_text);
        std::size_t n = 1;
        if (tag_of(*words_of(value)) == tag::array) {
            for (value_view const v : value.elements()) {
                if (n > most) break;
                n += words_without_long_texts(v, most - n);
            }
        } else {
            for (member_view const m : value.members()) {
                if (n > most) break;
                n += words_without_long_texts(m.value(), most - n) + value_size(*words_of(m.key()));
            }
        }
        return n;
    }

    [[nodiscard]] static bool is_container(value_view value) noexcept {
        auto const t = tag_of(*words_of(value));
        return t == tag::array || t == tag::object;
    }

    std::size_t words_;
};

/// Shortens the record of a transaction step by step, and counts what is lost: first arrays and objects
/// that are larger than the limit, then the longest texts, then lines, the least severe first, then timers, and last
/// data.
class size_limit {
public:
    explicit size_limit(entry_recorder& recorder) noexcept : recorder_(recorder), entries_(recorder.words()) {}

    /// What is shortened next.
    enum class step : std::uint8_t { containers, texts, lines, timers, data };
    static constexpr step first_step = step::containers;

    /// Shortens the record, which takes `size` bytes, to about `most`, at least by something; returns false if nothing
    /// is left.
    [[nodiscard, gnu::noinline, gnu::cold]] bool shorten(std::size_t size, std::size_t most, step& next) noexcept {
        std::size_t const excess = size - most;
        double const bytes_of_word = static_cast<double>(size) / static_cast<double>(words());
        auto const bytes_of = [&](entry e) {
            return static_cast<std::size_t>(static_cast<double>(e.size()) * bytes_of_word) + 1;
        };
        switch (next) {
            case step::containers:
                if (cut_containers(static_cast<std::size_t>(static_cast<double>(most) / bytes_of_word))) return true;
                [[fallthrough]];
            case step::texts:
                next = step::lines;
                if (cut_texts(excess)) return true;
                [[fallthrough]];
            case step::lines:
                if (remove_lines(excess, bytes_of)) return true;
                next = step::timers;
                [[fallthrough]];
            case step::timers:
                if (remove_latest(entry_kind::timer, excess, bytes_of)) return true;
                next = step::data;
                [[fallthrough]];
            case step::data: return remove_latest(entry_kind::data, excess, bytes_of);
        }
        return false;
    }

    /// Removes lines, timers and data until `most` of them are left.
    [[gnu::noinline, gnu::cold]] void limit_entries(std::size_t most) noexcept {
        if (most >= entries_.size()) return;  // words, of which an entry has several
        std::size_t const lines = count(entry_kind::log);
        std::size_t const timers = count(entry_kind::timer);
        std::size_t const all = lines + timers + count(entry_kind::data);
        if (all <= most) return;
        std::size_t const excess = all - most;
        auto const one = [](entry) { return std::size_t{1}; };
        (void)remove_lines(excess, one);
        if (excess > lines) (void)remove_latest(entry_kind::timer, excess - lines, one);
        if (excess > lines + timers) (void)remove_latest(entry_kind::data, excess - lines - timers, one);
    }

private:
    static constexpr std::size_t least_length = cut_texts_to::slack;  // to which a text is cut
    /// Without the extras, one of which counts what is lost, and would be written again.
    static constexpr std::array recorded_kinds{entry_kind::data, entry_kind::log, entry_kind::timer};
    static constexpr std::array all_kinds{entry_kind::data, entry_kind::log, entry_kind::timer, entry_kind::extra};

    [[nodiscard]] std::size_t count(entry_kind kind) const noexcept { return count_entries(entries_.words(), kind); }

    /// Returns the number of words in the entries of the record, and of its header.
    [[nodiscard]] std::size_t words() const noexcept {
        std::size_t n = layout::entries;
        for (auto const kind : all_kinds) {
            entry_list const list{entries_, kind};
            for (auto at = list.first(); at != 0; at = list.next(at)) n += entries_.entry(at).size();
        }
        return n;
    }

    /// Cuts arrays and objects of more than `most` words; returns whether there were any.
    [[nodiscard]] bool cut_containers(std::size_t most) noexcept {
        cut_containers_over const cut{most};
        bool any = false;
        for_each_value(recorded_kinds, [&](value_view v) { any = any || cut.selects({}, v); });
        if (any) entry_rewriter{recorder_, cut}.run();
        return any;
    }

    /// Cuts texts to one length, so that `excess` bytes are saved if possible; returns whether there were any.
    [[nodiscard]] bool cut_texts(std::size_t excess) noexcept {
        std::size_t longest = 0;
        for_each_text([&](std::size_t size) { longest = std::max(longest, size); });
        if (longest <= 2 * least_length) return false;
        std::size_t length = longest - least_length;
        std::size_t saved = 0;
        do {
            length = std::max(length / 2, least_length);
            saved = 0;
            for_each_text([&](std::size_t size) {
                if (size > length + least_length) saved += size - length - least_length;
            });
        } while (saved < excess && length > least_length);
        entry_rewriter{recorder_, cut_texts_to{length}}.run_with_extras();
        return true;
    }

    /// Calls `visit` with the size of each text that is a value.
    template <class Visit>
    void for_each_text(Visit const& visit) const noexcept {
        for_each_value(all_kinds, [&](value_view v) {
            if (v.kind() == value_kind::text) visit(v.text().size());
        });
    }

    /// Calls `visit` with each value of the entries of some kinds, and with those that they contain.
    template <std::size_t N, class Visit>
    void for_each_value(std::array<entry_kind, N> const& kinds, Visit const& visit) const noexcept {
        for (auto const kind : kinds) {
            entry_list const list{entries_, kind};
            for (auto at = list.first(); at != 0; at = list.next(at)) {
                auto const e = entries_.entry(at);
                if (kind == entry_kind::data || kind == entry_kind::extra) {
                    visit_all(value_at(e.holder_of_value().key()).next(), visit);
                } else {
                    value_view const first = value_at(kind == entry_kind::log ? e.message() : e.name());
                    value_range const all{kind == entry_kind::log ? first : first.next(), value_at(e.behind())};
                    for (value_view const v : all) visit_all(v, visit);
                }
            }
        }
    }

    template <class Visit>
    static void visit_all(value_view value, Visit const& visit) noexcept {
        visit(value);
        if (value.kind() == value_kind::object) {
            for (member_view const m : value.members()) visit_all(m.value(), visit);
        } else if (value.kind() == value_kind::array) {
            for (value_view const v : value.elements()) visit_all(v, visit);
        }
    }

    /// Removes lines that cost `excess` together, the least severe and of them the latest first; all, if they cost
    /// less. Returns whether there were any.
    template <class Cost>
    bool remove_lines(std::size_t excess, Cost const& cost) noexcept {
        bool any = false;
        for (std::size_t removed = 0; removed < excess;) {
            std::size_t of_level = 0;
            int level = std::numeric_limits<int>::min();
            entry_list const list{entries_, entry_kind::log};
            if (list.first() == 0) break;
            for (auto at = list.first(); at != 0; at = list.next(at)) {
                entry const line = entries_.entry(at);
                if (line.level() > level) of_level = 0;
                level = std::max(level, line.level());
                if (line.level() == level) of_level += cost(line);
            }
            std::size_t const wanted = excess - removed;
            removed += remove_level(level, of_level > wanted ? of_level - wanted : 0, cost);
            any = true;
        }
        return any;
    }

    /// Removes the lines of one level, but for the first ones that cost at most `kept` together. Returns the cost of
    /// what was removed.
    template <class Cost>
    std::size_t remove_level(int level, std::size_t kept, Cost const& cost) noexcept {
        std::size_t seen = 0;
        std::size_t removed = 0;
        std::uint32_t lines = 0;
        entry_list{entries_, entry_kind::log}.remove_if([&](std::uint32_t at) {
            entry const line = entries_.entry(at);
            if (line.level() != level) return false;
            std::size_t const of_line = cost(line);
            seen += of_line;
            if (seen <= kept) return false;
            removed += of_line;
            ++lines;
            return true;
        });
        recorder_.leave_out_lines(level, lines);
        return removed;
    }

    /// Removes the latest entries of a kind that cost `excess` together; all, if they cost less. Returns whether there
    /// were any.
    template <class Cost>
    bool remove_latest(entry_kind kind, std::size_t excess, Cost const& cost) noexcept {
        entry_list list{entries_, kind};
        std::size_t all = 0;
        for (auto at = list.first(); at != 0; at = list.next(at)) all += cost(entries_.entry(at));
        std::size_t const kept = all > excess ? all - excess : 0;
        std::size_t seen = 0;
        std::size_t removed = 0;
        list.remove_if([&](std::uint32_t at) {
            seen += cost(entries_.entry(at));
            if (seen <= kept) return false;
            ++removed;
            return true;
        });
        recorder_.lose(static_cast<std::size_t>(kind), removed);
        return removed != 0;
    }

    entry_recorder& recorder_;
    arena& entries_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
