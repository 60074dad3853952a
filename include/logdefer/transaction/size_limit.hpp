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

/// Shortens the record of a transaction step by step, and counts what is lost: first the longest texts, then lines, the
/// least severe first, then timers, and last data.
class size_limit {
public:
    explicit size_limit(entry_recorder& recorder) noexcept : recorder_(recorder), entries_(recorder.words()) {}

    /// What is shortened next.
    enum class step : std::uint8_t { texts, lines, timers, data };
    static constexpr step first_step = step::texts;

    /// Shortens the record by about `excess` bytes, at least by something; returns false if nothing is left.
    [[nodiscard, gnu::noinline, gnu::cold]] bool shorten(std::size_t excess, step& next) noexcept {
        switch (next) {
            case step::texts:
                next = step::lines;
                if (cut_texts(excess)) return true;
                [[fallthrough]];
            case step::lines:
                if (remove_lines(excess, bytes_of)) return true;
                next = step::timers;
                [[fallthrough]];
            case step::timers:
                next = step::data;
                if (keep_first(0, entry_kind::timer)) return true;
                [[fallthrough]];
            case step::data: return keep_first(0, entry_kind::data);
        }
        return false;
    }

    /// Removes lines, timers and data until `most` of them are left.
    [[gnu::noinline, gnu::cold]] void limit_entries(std::size_t most) noexcept {
        if (most >= entries_.size()) return;  // words, of which an entry has several
        std::size_t const lines = count(entry_kind::log);
        std::size_t const timers = count(entry_kind::timer);
        std::size_t const data = count(entry_kind::data);
        if (lines + timers + data <= most) return;
        std::size_t const excess = lines + timers + data - most;
        (void)remove_lines(excess, [](entry) { return std::size_t{1}; });
        if (excess > lines) (void)keep_first(most - smaller(most, data), entry_kind::timer);
        if (most < data) (void)keep_first(most, entry_kind::data);
    }

private:
    static constexpr std::size_t least_length = cut_texts_to::slack;  // to which a text is cut

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
        entry_rewriter{recorder_, cut_texts_to{length}}.run();
        return true;
    }

    /// Calls `visit` with the size of each text that is a value.
    template <class Visit>
    void for_each_text(Visit const& visit) const noexcept {
        for (auto const kind : {entry_kind::data, entry_kind::log, entry_kind::timer}) {
            entry_list const list{entries_, kind};
            for (auto at = list.first(); at != 0; at = list.next(at)) {
                auto const e = entries_.entry(at);
                if (kind == entry_kind::data) {
                    visit_texts(value_at(e.holder_of_value().key()).next(), visit);
                } else {
                    value_view const first = value_at(kind == entry_kind::log ? e.message() : e.name());
                    value_range const all{kind == entry_kind::log ? first : first.next(), value_at(e.behind())};
                    for (value_view const v : all) visit_texts(v, visit);
                }
            }
        }
    }

    template <class Visit>
    static void visit_texts(value_view value, Visit const& visit) noexcept {
        if (value.kind() == value_kind::text) return visit(value.text().size());
        if (value.kind() == value_kind::object) {
            for (member_view const m : value.members()) visit_texts(m.value(), visit);
        } else if (value.kind() == value_kind::array) {
            for (value_view const v : value.elements()) visit_texts(v, visit);
        }
    }

    /// Returns about what a line takes in JSON, rather more, so that not too many are removed: the record is rendered
    /// again, and shortened again if it is still too large.
    [[nodiscard]] static std::size_t bytes_of(entry line) noexcept {
        constexpr std::size_t time_and_level = 16;
        return time_and_level + line.size() * sizeof(word);
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

    [[nodiscard]] std::size_t count(entry_kind kind) const noexcept { return count_entries(entries_.words(), kind); }

    /// Removes the entries of a kind but for the first `most`. Returns whether there were any.
    bool keep_first(std::size_t most, entry_kind kind) noexcept {
        std::size_t seen = 0;
        entry_list{entries_, kind}.remove_if([&](std::uint32_t) { return ++seen > most; });
        if (seen <= most) return false;
        recorder_.lose(static_cast<std::size_t>(kind), seen - most);
        return true;
    }

    entry_recorder& recorder_;
    arena& entries_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
