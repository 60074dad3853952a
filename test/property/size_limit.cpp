// SPDX-License-Identifier: BSL-1.0

/// Checks that a record obeys its limits, leaves out what matters least, tells what it left out, and keeps the rest.

#include <logdefer/logdefer.hpp>
#include <logdefer/settings/settings.hpp>
#include <logdefer/testing.hpp>
#include <logdefer/values/boost_json.hpp>

#include "for_all.hpp"
#include "random_source.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace {

namespace json = boost::json;
using property::random_source;
using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

void expect(bool condition, std::string const& what) {
    if (!condition) throw std::logic_error{"not so: " + what};
}

/// Returns whether `cut` is the beginning of `whole`, in whole characters, with the number of bytes that it lacks.
bool is_cut(std::string_view cut, std::string_view whole) {
    auto const end = cut.rfind("... [cut ");
    if (end == cut.npos || whole.size() <= end || whole.substr(0, end) != cut.substr(0, end)) return false;
    bool const between_characters = (static_cast<unsigned char>(whole[end]) & 0xc0U) != 0x80;
    return between_characters && cut.substr(end) == "... [cut " + std::to_string(whole.size() - end) + " bytes]";
}

/// Returns whether two values are equal, but for what is cut.
bool same(json::value const& limited, json::value const& whole) {
    if (limited.is_string() && whole.is_array()) {
        return limited.as_string() == "[cut " + std::to_string(whole.as_array().size()) + " elements]";
    }
    if (limited.is_string() && whole.is_object()) {
        return limited.as_string() == "[cut " + std::to_string(whole.as_object().size()) + " members]";
    }
    if (limited.is_string() && whole.is_string()) {
        return limited == whole || is_cut(limited.as_string(), whole.as_string());
    }
    if (limited.is_array() && whole.is_array()) {
        return std::ranges::equal(limited.as_array(), whole.as_array(), same);
    }
    if (!limited.is_object() || !whole.is_object()) return limited == whole;
    return std::ranges::equal(limited.as_object(), whole.as_object(), [](auto const& a, auto const& b) {
        return a.key() == b.key() && same(a.value(), b.value());
    });
}

/// Logs something random; the first item of each line is its number.
void fill(log_type& log, random_source random) {
    auto const text = [&](std::size_t longest) {
        std::string s;
        for (auto const size = random.below(longest); s.size() < size;) s += random.text();
        return s;
    };
    auto const fill_any = [&] { return random.one_in(10) ? 5000U : random.one_in(3) ? 400U : 40U; };
    int const severe = random.one_in(2) ? 10 : 20;
    for (int i = 0, n = static_cast<int>(random.below(30)); i < n; ++i) {
        switch (random.below(5)) {
            case 0: log.data(random.key(), json::object{{"text", text(fill_any())}, {"any", random.json()}}); break;
            case 1: log.toggle_timer(std::to_string(i) + text(40)); break;
            default:
                log.add_log(random.one_in(4)    ? severe
                            : random.one_in(10) ? 50 + i
                                                : 40,
                            text(fill_any()), i, random.json());
        }
    }
}

json::object parsed(std::string const& record) { return json::parse(record).as_object(); }

json::array const& list_of(json::object const& record, std::string_view name) {
    static json::array const none;
    auto const* found = record.if_contains(name);
    return found == nullptr ? none : found->as_array();
}

std::size_t members(json::object const& record) {
    auto const* data = record.if_contains("data");
    return data == nullptr ? 0 : data->as_object().size();
}

std::size_t entries(json::object const& record) {
    return list_of(record, "logs").size() + list_of(record, "timers").size() + members(record);
}

bool is_first_of(json::array const& some, json::array const& all) {
    return some.size() <= all.size() && std::equal(some.begin(), some.end(), all.begin());
}

void expect_first_data(json::object const& limited, json::object const& whole) {
    auto const* data = limited.if_contains("data");
    if (data == nullptr) return;
    auto const& some = data->as_object();
    auto const& all = whole.at("data").as_object();
    bool const first = some.size() <= all.size()
                       && std::equal(some.begin(), some.end(), all.begin(), [](auto const& a, auto const& b) {
                              return a.key() == b.key() && same(a.value(), b.value());
                          });
    expect(first, "the first data are as they were");
}

std::size_t lost(json::object const& record, std::string_view kind) {
    auto const* dropped = record.if_contains("dropped");
    auto const* count = dropped == nullptr ? nullptr : dropped->as_object().if_contains(kind);
    return count == nullptr ? 0 : count->to_number<std::size_t>();
}

/// Checks the lines that were kept against all of them; they have the same order.
void expect_lines(json::object const& limited, json::object const& whole) {
    std::map<std::string, std::size_t> left_out;
    std::int64_t least_severe_kept = std::numeric_limits<std::int64_t>::min();
    std::int64_t most_severe_left_out = std::numeric_limits<std::int64_t>::max();
    std::map<std::int64_t, bool> has_left_out;
    auto const& kept = list_of(limited, "logs");
    auto next = kept.begin();
    for (json::value const& line : list_of(whole, "logs")) {
        auto const level = line.at(1).as_int64();
        if (next != kept.end() && next->at(3) == line.at(3)) {
            expect(same(*next, line), "a line that is kept is as it was");
            expect(!has_left_out[level], "of the lines of a level the latest are left out");
            least_severe_kept = std::max(least_severe_kept, level);
            ++next;
        } else {
            has_left_out[level] = true;
            most_severe_left_out = std::min(most_severe_left_out, level);
            ++left_out[std::to_string(level)];
        }
    }
    expect(next == kept.end(), "there are no other lines");
    expect(most_severe_left_out >= least_severe_kept, "no line is left out while a less severe one is kept");
    expect(lost(limited, "logs") == list_of(whole, "logs").size() - kept.size(), "lines that are left out are counted");
    if (left_out.empty()) return;
    auto const& levels = limited.at("dropped").at("levels").as_object();
    expect(levels.size() == std::min<std::size_t>(left_out.size(), 8), "up to eight levels are counted apart");
    for (auto const& [level, count] : levels) {
        expect(count.to_number<std::size_t>() == left_out[std::string(level)], "the counts of levels are true");
    }
}

void expect_limited(std::string const& text, std::string const& unlimited, std::size_t most_bytes,
                    std::size_t most_entries) {
    auto const limited = parsed(text);
    auto const whole = parsed(unlimited);
    expect_lines(limited, whole);
    auto const& timers = list_of(limited, "timers");
    bool const is_stub = !limited.contains("data") && !limited.contains("logs") && !limited.contains("timers");
    expect(text.size() <= most_bytes || is_stub, "the record is not too large");
    expect(entries(limited) <= most_entries, "the record has not too many entries");
    bool const is_too_large = unlimited.size() > most_bytes;
    expect(lost(limited, "timers") == list_of(whole, "timers").size() - timers.size(), "lost timers are counted");
    expect(lost(limited, "data") == members(whole) - members(limited), "lost data are counted");
    expect(is_first_of(timers, list_of(whole, "timers")), "the latest timers are lost");
    expect(timers.empty() || members(limited) == members(whole), "timers are lost before data");
    expect_first_data(limited, whole);
    expect(is_too_large || entries(limited) == std::min(entries(whole), most_entries), "not too much is lost");
    expect(limited.at("start") == whole.at("start") && limited.at("end") == whole.at("end"), "the times are kept");
    if (!is_too_large && entries(whole) <= most_entries) {
        expect(text == unlimited, "a record within its limits is not changed");
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_record_obeys_its_limits_and_loses_what_matters_least) {
    property::for_all(3000, [](random_source& random) {
        constexpr auto unlimited = std::numeric_limits<std::size_t>::max();
        std::size_t const bytes = random.one_in(4) ? unlimited : random.below(random.one_in(2) ? 1000 : 8000);
        std::size_t const entries = random.one_in(2) ? unlimited : random.below(20);
        random_source const content{random.bits()};
        std::string limited;
        std::string whole;
        logdefer::manual_clock clock;
        log_type to_be_limited{
            [&](std::string_view s) { limited = s; }, {.max_bytes = bytes, .max_entries = entries}, clock};
        log_type plain{[&](std::string_view s) { whole = s; }, clock};
        fill(to_be_limited, content);
        fill(plain, content);
        clock.advance(std::chrono::milliseconds{1});
        (void)to_be_limited.finish();
        (void)plain.finish();
        try {
            expect_limited(limited, whole, bytes, entries);
        } catch (std::logic_error const& e) {
            throw std::logic_error{e.what() + ("\n" + limited + "instead of\n" + whole)};
        }
    });
}
