// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Tools for tests of programs that log: a clock that the test moves, a sink that keeps its records, and a record
/// as one value to compare with.
///
/// `src/examples/testing_your_code.cpp` shows a whole test.

#include <logdefer/base/config.hpp>
#include <logdefer/clocks/manual_clock.hpp>
#include <logdefer/formats/json_writer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/random.hpp>
#include <logdefer/values/value_writer.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logdefer::inline LOGDEFER_ABI {

namespace testing {

/// The JSON text of a value, so that values of different types compare equal if they are written alike. The text is
/// `dropped` if a log would drop the entry.
struct json {
    std::string text;

    template <class T>
        requires(!std::same_as<T, json>)
    json(T const& value) : json([&](value_writer& out) { out.write(value); }, 0) {}
    template <detail::braced T>
    json(T&& value) : json([&](value_writer& out) { out.write(std::forward<T>(value)); }, 0) {}
    json(std::initializer_list<field> members) : json(fields{members}) {}
    explicit json(value_view value) : text(print(value)) {}
    /// Returns an object without a value, for a detail or another optional value that is absent.
    static json none() { return json{no_value{}}; }

    bool operator==(json const&) const = default;

private:
    template <class Write>
    json(Write&& write, int) {
        detail::arena values;
        if (!values.restart()) return;
        text = "dropped";
        {
            detail::word_writer words{values};
            auto out = detail::writer_to(words);
            write(out);
            if (words.failed()) return;
        }
        values.pad();
        text = print(detail::value_at(values.words() + detail::layout::entries));
    }

    struct no_value {};
    explicit json(no_value) {}

    static std::string print(value_view value) {
        output_buffer out;
        detail::json_writer{out}.value(value);
        return std::string{out.view()};
    }
};

struct member {
    std::string key;
    json value;
    bool operator==(member const&) const = default;
};

struct line {
    std::chrono::nanoseconds offset;
    int level;
    json message;
    std::vector<json> items = {};
    bool operator==(line const&) const = default;
};

struct interval {
    json name;
    std::chrono::nanoseconds start;
    std::chrono::nanoseconds end;
    json detail = json::none();
    bool operator==(interval const&) const = default;
};

/// A whole record as one value: `BOOST_TEST(sink.last() == (plain_record{.start = 1s, ...}))`.
struct plain_record {
    std::chrono::nanoseconds start{std::chrono::seconds{1'700'000'000}};
    std::chrono::nanoseconds end{0};
    std::vector<member> data = {};
    std::vector<line> logs = {};
    std::vector<interval> timers = {};
    std::vector<member> extras = {};
    bool operator==(plain_record const&) const = default;
};

/// Returns a copy of the contents of a record.
[[nodiscard]] inline plain_record contents(record_view r) {
    plain_record t{.start = r.start(), .end = r.end()};
    for (data_view const d : r.data()) t.data.push_back({std::string{d.key().text()}, json{d.value()}});
    for (line_view const l : r.logs()) {
        line& added = t.logs.emplace_back(line{l.offset(), l.level(), json{l.message()}});
        for (value_view const item : l.items()) added.items.push_back(json{item});
    }
    for (timer_view const i : r.timers()) {
        interval& added = t.timers.emplace_back(interval{json{i.name()}, i.start(), i.end()});
        for (value_view const more : i.detail()) added.detail = json{more};
    }
    for (data_view const e : r.extras()) t.extras.push_back({std::string{e.key().text()}, json{e.value()}});
    return t;
}

/// Prints a record over several lines, for the message of a failed comparison.
template <class Stream>
    requires requires(Stream& s) { s << std::string_view{}; }
Stream& operator<<(Stream& out, plain_record const& t) {
    out << "\nstart " << t.start.count() << " ns, end " << t.end.count() << " ns";
    for (member const& d : t.data) out << "\n  data  " << d.key << " = " << d.value.text;
    for (line const& l : t.logs) {
        out << "\n  log   " << l.offset.count() << " ns, level " << l.level << ": " << l.message.text;
        for (json const& item : l.items) out << ' ' << item.text;
    }
    for (interval const& i : t.timers) {
        out << "\n  timer " << i.name.text << ' ' << i.start.count() << " .. " << i.end.count() << " ns";
        if (!i.detail.text.empty()) out << ' ' << i.detail.text;
    }
    for (member const& e : t.extras) out << "\n  extra " << e.key << " = " << e.value.text;
    out << '\n';
    return out;  // with the type of the argument
}

/// Makes the samples of the calling thread repeatable: what `sample` draws on it depends only on the seed and on the
/// number of draws since this call.
inline void seed_samples(std::uint64_t seed) noexcept { detail::thread_random::seed(seed); }

}  // namespace testing

/// A sink that keeps the text of every record. Pass it to the log as an lvalue and inspect it afterwards.
class capturing_sink {
public:
    void operator()(std::string_view text) { texts_.emplace_back(text); }

    [[nodiscard]] std::vector<std::string> const& texts() const noexcept { return texts_; }
    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

    /// Returns the contents of the `i`-th record, read back from its JSON. A text that cannot be read becomes an extra
    /// member, `unreadable`.
    [[nodiscard]] testing::plain_record at(std::size_t i) const {
        record r;
        if (read_record(texts_.at(i), r)) return testing::contents(r.view());
        return {.extras = {{"unreadable", texts_.at(i)}}};
    }
    [[nodiscard]] testing::plain_record last() const { return at(texts_.size() - 1); }

private:
    std::vector<std::string> texts_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
