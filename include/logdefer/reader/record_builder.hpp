// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Turns the JSON value of a line into the entries of a record.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/sealer.hpp>
#include <logdefer/values/object_merger.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The digits of a JSON number and the place of its point: 1.5e3 is 15 with the point after 4 digits.
struct decimal {
    bool negative = false;
    std::array<char, 32> digits{};
    int count = 0;
    int point = 0;
};

/// Parses a JSON number. Digits after the 32nd significant one are dropped: nanoseconds of 64 bits have 19.
inline decimal parse_decimal(std::string_view number) noexcept {
    decimal d;
    bool fraction = false;
    std::size_t i = number.starts_with('-') ? 1 : 0;
    d.negative = i == 1;
    for (; i < number.size() && number[i] != 'e' && number[i] != 'E'; ++i) {
        fraction = fraction || number[i] == '.';
        if (number[i] == '.') continue;
        bool const leading_zero = d.count == 0 && number[i] == '0';
        if (!fraction && !leading_zero) ++d.point;
        if (fraction && leading_zero) --d.point;
        bool const counts = !leading_zero && d.count < static_cast<int>(d.digits.size());
        if (counts) d.digits[static_cast<std::size_t>(d.count++)] = number[i];
    }
    i += i + 1 < number.size() && number[i + 1] == '+' ? 2U : 1U;
    int exponent = 0;
    if (i < number.size()) std::from_chars(number.data() + i, number.data() + number.size(), exponent);
    d.point += exponent < -1000 ? -1000 : exponent > 1000 ? 1000 : exponent;
    return d;
}

/// Converts seconds to nanoseconds, truncated; returns nothing if they do not fit 64 bits.
inline std::optional<std::chrono::nanoseconds> parse_seconds(std::string_view number) noexcept {
    auto const d = parse_decimal(number);
    std::int64_t ns = 0;
    for (int i = 0; i < d.point + 9; ++i) {
        std::int64_t const digit = i < d.count ? d.digits[static_cast<std::size_t>(i)] - '0' : 0;
        if (ns > (std::numeric_limits<std::int64_t>::max() - digit) / 10) return std::nullopt;
        ns = ns * 10 + digit;
        if (i > 40 && ns == 0) break;  // a zero with a huge exponent
    }
    return std::chrono::nanoseconds{d.negative ? -ns : ns};
}

/// Takes the elements of an array one after the other; returns nothing for those after the last.
class array_cursor {
public:
    explicit array_cursor(value_view array) noexcept : at_(array.elements().begin()), end_(array.elements().end()) {}
    [[nodiscard]] bool done() const noexcept { return at_ == end_; }
    [[nodiscard]] std::optional<value_view> take() noexcept {
        if (done()) return std::nullopt;
        return *at_++;
    }

private:
    value_range::iterator at_;
    value_range::iterator end_;
};

/// Reads the members of the value, which may be in any order and in the forms of the siblings of this library.
class record_builder {
public:
    /// Builds the record `out`. On failure, `wrong` is the name of the member that is wrong or missing.
    std::error_code build(value_view root, record& out, std::string_view& wrong) {
        wrong = "record";
        if (root.kind() != value_kind::object) return error::not_a_record;
        wrong = "start";
        auto const start = seconds(find_member(root, "start"));
        if (!start) return error::not_a_record;
        wrong = {};
        if (!recorder_.begin(*start, 0)) return error::out_of_memory;
        wrong = members(root);
        if (!wrong.empty()) return error::not_a_record;
        if (recorder_.lost() != losses{}) return error::out_of_memory;  // the rest would look complete
        (void)sealer{recorder_}.seal(0);
        recorder_.surrender(out);
        return {};
    }

private:
    using optional_value = std::optional<value_view>;

    static std::optional<std::chrono::nanoseconds> seconds(optional_value v) noexcept {
        if (!v) return std::nullopt;
        if (v->kind() == value_kind::number) return parse_seconds(v->text());
        constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max() / 1'000'000'000;
        bool const fits = v->kind() == value_kind::integer && v->integer() <= greatest && v->integer() >= -greatest;
        if (!fits) return std::nullopt;
        return std::chrono::seconds{v->integer()};
    }

    static std::int64_t offset(std::chrono::nanoseconds t) noexcept { return larger<std::int64_t>(0, t.count()); }

    static int nearest_int(std::int64_t i) noexcept {
        constexpr std::int64_t lowest = std::numeric_limits<int>::min();
        constexpr std::int64_t highest = std::numeric_limits<int>::max();
        return static_cast<int>(larger(lowest, smaller(highest, i)));
    }

    static std::optional<int> level(optional_value v) noexcept {
        if (!v) return std::nullopt;
        if (v->kind() == value_kind::integer) return nearest_int(v->integer());
        if (v->kind() == value_kind::number) {  // has a point or an exponent, like a time
            auto const whole = parse_seconds(v->text());
            return whole ? std::optional{nearest_int(whole->count() / 1'000'000'000)} : std::nullopt;
        }
        int number = 0;
        if (v->kind() != value_kind::text
            || std::from_chars(v->text().data(), v->text().data() + v->text().size(), number).ec != std::errc{})
            return std::nullopt;
        return number;
    }

    /// Adds all members; returns the name of the first one that is wrong, or the empty text.
    std::string_view members(value_view root) {
        auto const end = seconds(find_member(root, "end"));
        if (!end && find_member(root, "end")) return "end";
        if (end) recorder_.end_not_before(end->count());
        for (member_view const m : root.members()) {
            auto const wrong = member(m.key(), m.value());
            if (!wrong.empty()) return wrong;
        }
        return {};
    }

    /// Adds one member; returns its name if it is wrong. The name is a literal, since the text that was read does not
    /// outlive the call of `read_record`.
    std::string_view member(value_view key, value_view value) {
        auto const name = key.text();
        if (name == "start" || name == "end") return {};
        if (name == "data") return data(value) ? "" : "data";
        if (name == "logs") return logs(value) ? "" : "logs";
        if (name == "timers") return timers(value) ? "" : "timers";
        append_pair<entry_kind::extra>(key, value);
        return {};
    }

    template <entry_kind Kind>
    void append_pair(value_view key, value_view value) {
        auto const write = [&](value_writer& out) {
            words_of(out).copy(words_of(key));
            words_of(out).copy(words_of(value));
        };
        if constexpr (Kind == entry_kind::data) {
            recorder_.append_data(merge_data::shallow, write);
        } else {
            (void)recorder_.append<Kind>(0, 0, no_times{}, write);
        }
    }

    bool data(value_view object) {
        if (object.kind() != value_kind::object) return false;
        for (member_view const m : object.members()) append_pair<entry_kind::data>(m.key(), m.value());
        return true;
    }

    bool logs(value_view lines) {
        if (lines.kind() != value_kind::array) return false;
        for (value_view const line : lines.elements()) {
            if (!log(line)) return false;
        }
        return true;
    }

    bool log(value_view line) {
        if (line.kind() != value_kind::array) return false;
        array_cursor elements{line};
        auto const time = seconds(elements.take());
        auto const number = level(elements.take());
        if (!time || !number) return false;
        recorder_.end_not_before(offset(*time));
        (void)recorder_.append<entry_kind::log>(0, *number, std::array{offset(*time)}, [&](value_writer& out) {
            if (elements.done()) out.write("");
            while (auto const e = elements.take()) words_of(out).copy(words_of(*e));
        });
        return true;
    }

    bool timers(value_view all) {
        if (all.kind() == value_kind::object) {  // the form of Log::Defer before 0.3
            for (member_view const m : all.members()) {
                if (m.value().kind() != value_kind::array || !timer(m.key(), array_cursor{m.value()})) return false;
            }
            return true;
        }
        if (all.kind() != value_kind::array) return false;
        for (value_view const t : all.elements()) {
            if (t.kind() != value_kind::array) return false;
            array_cursor elements{t};
            auto const name = elements.take();
            if (!name || !timer(*name, elements)) return false;
        }
        return true;
    }

    bool timer(value_view name, array_cursor rest) {
        auto const start = seconds(rest.take());
        auto const end_value = rest.take();
        auto const end = seconds(end_value);
        bool const open = !end_value || end_value->kind() == value_kind::null;
        if (!start || (!open && !end)) return false;
        std::array const times{offset(*start), open ? entry::still_open : larger(offset(*start), end->count())};
        recorder_.end_not_before(larger(times[0], times[1]));
        auto const place = recorder_.append<entry_kind::timer>(0, 0, times, [&](value_writer& out) {
            words_of(out).copy(words_of(name));
            if (auto const detail = rest.take()) words_of(out).copy(words_of(*detail));
        });
        if (open && place != 0) recorder_.add_open_timer();
        return true;
    }

    entry_recorder recorder_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
