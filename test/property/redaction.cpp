// SPDX-License-Identifier: BSL-1.0

/// Checks that no secret is in any output of a record, and that everything else is as if the program had not logged it.

#include <logdefer/formats/boost_json_serializer.hpp>
#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/settings/settings.hpp>
#include <logdefer/testing.hpp>
#include <logdefer/values/boost_json.hpp>
#include <logdefer/values/secret.hpp>

#include "for_all.hpp"
#include "random_source.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

namespace json = boost::json;
using property::random_source;

using path = std::vector<std::string>;

/// Returns whether a pattern selects a path; `at` begins at the first key of both.
bool matches(path const& pattern, path const& keys, std::size_t p = 0, std::size_t k = 0) {
    if (p == pattern.size()) return k == keys.size();
    if (pattern[p] == "**" && matches(pattern, keys, p + 1, k)) return true;
    if (k == keys.size()) return false;
    if (pattern[p] == "**") return matches(pattern, keys, p, k + 1);
    return (pattern[p] == "*" || pattern[p] == keys[k]) && matches(pattern, keys, p + 1, k + 1);
}

/// The secrets of one record, each at least 16 bytes long, and what readers should see instead.
class secrets {
public:
    explicit secrets(random_source& random) : random_(random) {
        for (auto& s : learnt_) s = random.one_in(4) ? number() : text();
        for (auto& s : placed_) s = text();
    }

    static logdefer::redactions paths() {
        return {"**.token", "data.password", "data.user.password", "logs.*.pin", "timers.db"};
    }

    [[nodiscard]] std::string_view any_learnt() { return learnt_[random_.below(learnt_.size())]; }
    [[nodiscard]] std::string_view any_placed() { return placed_[random_.below(placed_.size())]; }
    [[nodiscard]] auto const& learnt() const { return learnt_; }

    /// Returns the text with asterisks in place of what the log learnt.
    [[nodiscard]] std::string seen(std::string text) const {
        for (std::string const& s : learnt_) {
            for (auto at = text.find(s); at != text.npos; at = text.find(s)) {
                text.replace(at, s.size(), s.size(), '*');
            }
        }
        return text;
    }

    [[nodiscard]] json::value seen(json::value const& value, path const& keys) const {
        static path const patterns[] = {{"**", "token"},
                                        {"data", "password"},
                                        {"data", "user", "password"},
                                        {"logs", "*", "pin"},
                                        {"timers", "db"}};
        if (std::ranges::any_of(patterns, [&](path const& p) { return matches(p, keys); })) return "[redacted]";
        if (value.is_string()) return json::string(seen(std::string(value.as_string())));
        if (value.is_int64() && is_learnt(std::to_string(value.as_int64()))) return "[redacted]";
        if (value.is_double() && !is_merged(keys) && is_learnt(decimal(value.as_double()))) return "[redacted]";
        if (value.is_array()) {
            json::array all;
            for (auto const& v : value.as_array()) all.push_back(seen(v, keys));
            return all;
        }
        if (!value.is_object()) return value;
        json::object all;
        for (auto const& [key, v] : value.as_object()) {
            path below = keys;
            below.push_back(seen(std::string(key)));
            all[below.back()] = seen(v, below);
        }
        return all;
    }

    /// Throws if a secret is in the text, as it is or as JSON escapes it.
    void expect_none_in(std::string const& output) const {
        auto const expect_no = [&](std::string const& s) {
            auto const quoted = json::serialize(json::value(json::string(s)));
            for (std::string const& form : {s, quoted.substr(1, quoted.size() - 2)}) {
                if (output.find(form) != output.npos) throw std::logic_error{"the secret " + s + " is in\n" + output};
            }
        };
        std::ranges::for_each(learnt_, expect_no);
        std::ranges::for_each(placed_, expect_no);
    }

private:
    [[nodiscard]] bool is_learnt(std::string const& s) const { return std::ranges::find(learnt_, s) != learnt_.end(); }

    /// Returns whether a value at a path is one of a merged record, in which numbers are kept as they are written
    /// there: with an exponent.
    static bool is_merged(path const& keys) { return keys[0] == "timers" || (keys.size() > 1 && keys[1] == "merged"); }

    static std::string decimal(double d) {
        std::array<char, 400> text;
        return {text.data(), std::to_chars(text.data(), text.data() + text.size(), d, std::chars_format::fixed).ptr};
    }

    /// Returns a number, which may be round: its text is then longer than with an exponent.
    std::string number() {
        auto const n = random_.between(1'000'000'000'000'000, 9'999'999'999'999'999);
        return std::to_string(random_.one_in(2) ? n : n / 1'000'000 * 1'000'000);
    }

    std::string text() {
        std::string s;
        while (s.size() < 8) s += "0123456789abcdefghijklmnopqrstuv"[random_.below(32)];
        while (s.size() < 16) s += random_.pick<std::string_view>({"x", "\"", "\\", "\n", "\x01", "\u00e9", " ", "="});
        return s;
    }

    random_source& random_;
    std::array<std::string, 3> learnt_;
    std::array<std::string, 3> placed_;  // only at redacted paths, or as `secret`
};

/// One record, twice: recorded with its secrets, by a log that conceals them, and as readers should see it.
template <class Serializer>
class record_with_secrets {
public:
    explicit record_with_secrets(random_source& random) : random_(random), secrets_(random) {
        bool const structured = random_.one_in(3);
        structured ? begin(structure_, expected_structure_) : begin(written_, expected_);
    }

    void run(std::size_t steps) {
        while (steps-- > 0) step();
        for (auto const& s : secrets_.learnt()) any().concealing.redact(s);
        while (!logs_.empty()) end(random_.below(logs_.size()));
        secrets_.expect_none_in(written_.text);
        if (written_.text != expected_.text || written_.text.empty()) {
            throw std::logic_error{"the record is\n" + written_.text + "and should be\n" + expected_.text};
        }
    }

private:
    using log_type = logdefer::basic_log_defer<logdefer::manual_clock, Serializer>;
    using timer_type = logdefer::timer_scope<logdefer::manual_clock>;

    struct text_sink {
        std::string text;
        void operator()(std::string_view record) { text += record; }
    };
    struct structure_sink {
        text_sink& to;
        void operator()(logdefer::record_view const& record) { to.text += rendered(record); }
    };
    struct ignored {
        void operator()(std::error_code, std::string_view) const {}
    };
    struct both {
        log_type concealing;
        log_type plain;
    };

    static std::string rendered(logdefer::record_view const& record) {
        logdefer::output_buffer out;
        if (Serializer{}.append(record, out)) throw std::logic_error{"a record can be written"};
        return std::string{out.view()};
    }

    template <class Sink>
    void begin(Sink& sink, Sink& expected) {
        logs_.push_back({log_type{sink, settings_, clock_}, log_type{expected, clock_, {.on_error = ignored_}}});
    }

    both& any() { return logs_[random_.below(logs_.size())]; }

    void step() {
        both& b = any();
        switch (random_.below(12)) {
            case 0:
            case 1: return data(b);
            case 2:
            case 3: return line(b);
            case 4: return secret(b);
            case 5: return passwords(b);
            case 6: return b.concealing.redact(secrets_.any_learnt());
            case 7: return timer(b);
            case 8: return probe(b);
            case 9: return merge(b);
            case 10: return fork(b);
            default: return rarely(b);
        }
    }

    void rarely(both& b) {
        clock_.advance(std::chrono::milliseconds{random_.below(5)});
        if (random_.one_in(2)) {
            if (!timers_.empty()) timers_.pop_back();
        } else if (random_.one_in(2)) {
            auto const outcome = text();
            b.concealing.outcome(outcome);
            b.plain.outcome(secrets_.seen(outcome));
        } else if (logs_.size() > 1) {
            end(0);
        }
    }

    /// Returns text in which a learnt secret may occur.
    std::string text() {
        std::string s = random_.text();
        for (auto n = random_.below(3); n > 0; --n) (s += secrets_.any_learnt()) += random_.text();
        return s;
    }

    /// Returns a key, which may be a secret: several secrets look alike when they are overwritten.
    std::string key() {
        switch (random_.below(8)) {
            case 0: return text();
            case 1:
            case 2: return std::string{secrets_.any_learnt()};
            default: return random_.key();
        }
    }

    json::value value(int depth) {
        switch (random_.below(depth > 0 ? 6 : 4)) {
            case 0: return random_.json(0);
            case 1: return number();
            case 2:
            case 3: return json::string(text());
            case 4: return json::array{value(depth - 1), value(depth - 1)};
            default: return object(depth - 1);
        }
    }

    /// Returns a secret number, also as a `double`, or the number next to it.
    json::value number() {
        std::string const s{secrets_.any_learnt()};
        if (s.find_first_not_of("0123456789") != s.npos) return 17;
        auto const n = std::stoll(s) + (random_.one_in(2) ? 0 : 1);
        return random_.one_in(2) ? json::value(n) : json::value(static_cast<double>(n));
    }

    json::object object(int depth) {
        json::object o;
        for (auto n = random_.below(4); n > 0; --n) o[key()] = value(depth);
        if (random_.one_in(3)) o["token"] = value_with_placed();
        return o;
    }

    json::value value_with_placed() {
        json::string s(random_.text());
        s += secrets_.any_placed();
        switch (random_.below(3)) {
            case 0: return s;
            case 1: return json::array{1, s};
            default: return json::object{{"a", {{"b", s}}}, {"c", 2}};
        }
    }

    void data(both& b) {
        auto const k = key();
        auto const v = value(3);
        auto const mode = random_.one_in(2) ? logdefer::merge_data::deep : logdefer::merge_data::shallow;
        b.concealing.data(k, v, mode);
        b.plain.data(secrets_.seen(k), secrets_.seen(v, {"data", secrets_.seen(k)}), mode);
    }

    void line(both& b) {
        int const level = random_.pick({10, 20, 30, 40});
        auto const message = text();
        auto const item = value(2);
        auto const k = key();
        auto const v = value(3);
        b.concealing.add_log(level, message, {{k, v}}, item);
        auto const seen_key = secrets_.seen(k);
        b.plain.add_log(level, secrets_.seen(message), {{seen_key, secrets_.seen(v, {"logs", seen_key})}},
                        secrets_.seen(item, {"logs"}));
    }

    void secret(both& b) {
        std::string const s{secrets_.any_placed()};
        auto const k = random_.key();
        b.concealing.info("secret", {{k, logdefer::secret{std::string{s}}}}, logdefer::secret{s});
        b.plain.info("secret", {{k, "[redacted]"}}, "[redacted]");
        b.concealing[k] = logdefer::secret{s};
        b.plain[k] = "[redacted]";
    }

    void passwords(both& b) {
        auto const v = value_with_placed();
        constexpr auto deep = logdefer::merge_data::deep;
        switch (random_.below(3)) {
            case 0:
                b.concealing["password"] = v;
                b.plain["password"] = "[redacted]";
                return;
            case 1:
                b.concealing.data("user", {{"password", v}, {"name", "jane"}}, deep);
                return b.plain.data("user", {{"password", "[redacted]"}, {"name", "jane"}}, deep);
            default:
                b.concealing.warn("card", {{"card", {{"pin", v}, {"x", 1}}}});
                return b.plain.warn("card", {{"card", {{"pin", "[redacted]"}, {"x", 1}}}});
        }
    }

    void timer(both& b) {
        auto const name = text();
        timers_.emplace_back(b.concealing.timer(name), b.plain.timer(secrets_.seen(name)));
    }

    void probe(both& b) {
        auto const k = "probe " + std::to_string(probes_++);
        auto const v = value(3);
        b.concealing[k] = b.concealing.if_kept([v] { return v; });
        b.plain[k] = secrets_.seen(v, {"data", k});
    }

    /// Merges a record of another program, whose timers have details.
    void merge(both& b) {
        auto const message = text();
        json::object const details = object(2);
        auto const record_of = [&](std::string const& said, json::value const& data, json::value const& query,
                                   json::value const& other) {
            return json::serialize(json::object{
                {"start", 1.5},
                {"end", 2.5},
                {"data", {{"merged", data}}},
                {"logs", {{0, 30, said}}},
                {"timers", {{"db", 0, 1, query}, {"other", 0, 1, other}}},
            });
        };
        json::object const query{{"query", value_with_placed()}};
        auto const given = record_of(message, details, query, details);
        auto const seen = record_of(secrets_.seen(message), secrets_.seen(details, {"data", "merged"}), "[redacted]",
                                    secrets_.seen(details, {"timers", "other"}));
        if (!logdefer::merge_record(b.concealing, given) || !logdefer::merge_record(b.plain, seen)) {
            throw std::logic_error{"a record can be merged\n" + given};
        }
    }

    void fork(both& b) {
        auto concealing = b.concealing.fork();
        logs_.push_back({std::move(concealing), b.plain.fork()});
    }

    void end(std::size_t which) {
        both& b = logs_[which];
        switch (random_.below(3)) {
            case 0:
                (void)b.concealing.finish(written_.text);
                (void)b.plain.finish(expected_.text);
                break;
            case 1: {
                logdefer::record concealed;
                logdefer::record plain;
                (void)b.concealing.finish(concealed);
                (void)b.plain.finish(plain);
                if (!concealed.empty()) written_.text = rendered(concealed.view());
                if (!plain.empty()) expected_.text = rendered(plain.view());
                break;
            }
            default: (void)b.concealing.finish(); (void)b.plain.finish();
        }
        logs_.erase(logs_.begin() + static_cast<std::ptrdiff_t>(which));
    }

    random_source& random_;
    secrets secrets_;
    logdefer::manual_clock clock_;
    ignored ignored_;  // timers that end after the record
    logdefer::settings const settings_{.redact = secrets::paths(), .on_error = ignored_};
    text_sink written_;
    text_sink expected_;
    structure_sink structure_{written_};
    structure_sink expected_structure_{expected_};
    std::vector<both> logs_;
    std::vector<std::pair<timer_type, timer_type>> timers_;
    int probes_ = 0;
};

template <class Serializer>
void conceal(random_source& random) {
    record_with_secrets<Serializer>{random}.run(random.below(random.one_in(20) ? 100 : 25));
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_secret_is_in_any_output_and_everything_else_is_there) {
    property::for_all(3000, [](random_source& random) {
        switch (random.below(3)) {
            case 0: return conceal<logdefer::json_serializer>(random);
            case 1: return conceal<logdefer::boost_json_serializer>(random);
            default: return conceal<logdefer::text_serializer>(random);
        }
    });
}
