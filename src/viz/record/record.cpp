// SPDX-License-Identifier: BSL-1.0
#include "record/record.hpp"

#include "encoding/ascii.hpp"
#include "encoding/utf8.hpp"
#include "json/cursor.hpp"
#include "json/padding.hpp"
#include "json/strings.hpp"
#include "system/date.hpp"
#include "system/excess.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

namespace viz {

namespace {

static_assert(json::padding >= simdjson::SIMDJSON_PADDING);

constexpr std::string_view space = " \t\r\n";

/// Returns the end of the number that begins at `at`, or `npos` if it is not a JSON number.
std::size_t number_end(std::string_view json, std::size_t at) {
    auto const digits = [&] {
        std::size_t const begin = at;
        at = std::min(json.find_first_not_of("0123456789", at), json.size());
        return at - begin;
    };
    auto const next_is_one_of = [&](std::string_view chars) {
        return at < json.size() && chars.find(json[at]) != std::string_view::npos;
    };
    if (next_is_one_of("-")) ++at;
    bool const leading_zero = next_is_one_of("0");
    std::size_t const whole = digits();
    if (whole == 0 || (leading_zero && whole > 1)) return std::string_view::npos;
    if (next_is_one_of(".")) {
        ++at;
        if (digits() == 0) return std::string_view::npos;
    }
    if (next_is_one_of("eE")) {
        ++at;
        if (next_is_one_of("+-")) ++at;
        if (digits() == 0) return std::string_view::npos;
    }
    return at;
}

/// Returns a time without its quotes if it is written as text, such as "0.5", and any other value unchanged. So times
/// are read in one way wherever they are used.
std::string_view time_in(std::string_view value) {
    if (!json::is_string(value)) return value;
    std::string_view const text = value.substr(1, value.size() - 2);
    return number_end(text, 0) == text.size() ? text : value;
}

/// The elements of a timer. In the old form its name is a key, and the other elements are the value.
enum class timer_element : std::uint8_t { name, start, end, detail };

/// Reads the elements of a timer from this one on. Without an end the timer is open; it may have no start either.
void read_elements(json::cursor& at, record::timer& timer, timer_element first) {
    std::string_view* const places[] = {&timer.name, &timer.start, &timer.end, &timer.detail};
    auto i = static_cast<std::size_t>(first);
    at.elements([&] {
        std::string_view const value = at.value();
        if (i >= std::size(places)) return;
        bool const is_time = places[i] == &timer.start || places[i] == &timer.end;
        *places[i++] = is_time ? time_in(value) : value;
    });
}

/// Reads `{"name": ..., "start": ..., "end": ...}`, the form in which a Python program may write a timer.
void read_members(json::cursor& at, record::timer& timer) {
    at.members([&](std::string_view key) {
        std::string_view const value = at.value();
        if (key == R"("name")") timer.name = value;
        if (key == R"("start")") timer.start = time_in(value);
        if (key == R"("end")") timer.end = time_in(value);
    });
}

/// Reads a timer in one of its forms. Returns nothing for any other value.
std::optional<record::timer> read_timer(json::cursor& at, timer_element first) {
    record::timer timer;
    switch (at.peek()) {
        case '[': read_elements(at, timer, first); break;
        case '{': read_members(at, timer); break;
        default: at.value(); return std::nullopt;
    }
    if (json::is_null(timer.end)) timer.end = {};
    return timer;
}

void read_timers(json::cursor& at, std::vector<record::timer>& timers) {
    timers.clear();
    if (at.peek() == '[') {
        at.elements([&] {
            if (auto const timer = read_timer(at, timer_element::name)) timers.push_back(*timer);
        });
    } else if (at.peek() == '{') {
        at.members([&](std::string_view key) {
            auto timer = read_timer(at, timer_element::start);
            if (!timer) return;
            timer->name = key;
            timers.push_back(*timer);
        });
    } else {
        at.value();
    }
}

/// Returns a line without its items, which are appended to `items`.
record::line read_line(json::cursor& at, std::vector<std::string_view>& items) {
    record::line line;
    if (at.peek() != '[') {
        at.value();
        return line;
    }
    std::size_t i = 0;
    at.elements([&] {
        std::string_view const value = at.value();
        if (i == 0) line.offset = time_in(value);
        if (i == 1) line.level = value;
        if (i >= 2) items.push_back(value);
        ++i;
    });
    return line;
}

/// If a record has a member twice, the last one is used.
void read_lines(json::cursor& at, std::vector<record::line>& lines, std::vector<std::string_view>& items,
                std::vector<std::size_t>& ends) {
    lines.clear();
    items.clear();
    ends.clear();
    if (at.peek() != '[') {
        at.value();
        return;
    }
    at.elements([&] {
        lines.push_back(read_line(at, items));
        ends.push_back(items.size());
    });
    std::size_t first = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i].items = std::span{items}.subspan(first, ends[i] - first);
        first = ends[i];
    }
}

/// Replaces each escape of an unpaired surrogate by that of U+FFFD, since simdjson and libjq may reject it.
std::string with_whole_pairs(std::string text) {
    for (std::size_t at = text.find('\\'); at != std::string::npos; at = text.find('\\', at + 2)) {
        std::uint32_t const unit = json::unit_at(text, at);
        bool const high = json::is_high_surrogate(unit);
        if (!high && !json::is_low_surrogate(unit)) continue;
        if (high && json::is_low_surrogate(json::unit_at(text, at + json::escape_size))) {
            at += json::escape_size;
        } else {
            text.replace(at, json::escape_size, "\\ufffd");
        }
    }
    return text;
}

/// Replaces all numbers by zeros, since the parser rejects integers beyond 64 bits, which a record may contain. Returns
/// an empty string if a number is invalid.
std::string without_numbers(std::string_view json) {
    std::string plain{json};
    bool in_string = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        if (json[at] == '"') {
            in_string = !in_string;
        } else if (in_string) {
            if (json[at] == '\\') ++at;
        } else if (json[at] == '-' || is_digit(json[at])) {
            std::size_t const end = number_end(json, at);
            if (end == std::string_view::npos) return {};
            plain.replace(at, end - at, end - at, ' ');
            plain[at] = '0';
            at = end - 1;
        }
    }
    return plain;
}

std::string_view describe(simdjson::error_code code) {
    switch (code) {
        case simdjson::DEPTH_ERROR: return "nested deeper than 1024 levels";
        case simdjson::UNCLOSED_STRING:
        case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "truncated";
        case simdjson::UNESCAPED_CHARS: return "a control character in a string";
        case simdjson::STRING_ERROR: return "an invalid escape in a string";
        case simdjson::NUMBER_ERROR: return "an invalid number";
        case simdjson::MEMALLOC: return "not enough memory to read it";
        default: return "not valid JSON";
    }
}

}  // namespace

struct record_reader::parser {
    simdjson::dom::parser dom;
    simdjson::ondemand::parser on_demand;
};

record_reader::record_reader() : parser_(std::make_unique<parser>()) {}
record_reader::record_reader(record_reader&&) noexcept = default;
record_reader& record_reader::operator=(record_reader&&) noexcept = default;
record_reader::~record_reader() = default;

void record_reader::give_back_excess() {
    if (std::exchange(longest_, 0) > most_kept) *this = record_reader{};
}

bool record::has_data() const noexcept {
    constexpr std::string_view nothing[] = {"", "null", "false", "0", R"("")", R"("0")"};
    return std::ranges::find(nothing, data) == std::end(nothing);
}

bool is_foreign(record const& r) noexcept {
    auto const has = [&](std::string_view name) { return r.bytes.find(name) != std::string_view::npos; };
    if (!r.start.empty()) return false;
    // an outline has no other members, so an object is not foreign if it has such a name or text anywhere
    return !has(R"("end")") && !has(R"("logs")") && !has(R"("start")");
}

std::size_t object_start(std::string_view line) noexcept {
    for (std::size_t at = line.find('{'); at != std::string_view::npos; at = line.find('{', at + 1)) {
        std::size_t const next = line.find_first_not_of(space, at + 1);
        if (next == std::string_view::npos || line[next] == '"') return at;
        if (line[next] == '}' && line.find_first_not_of(space, next + 1) == std::string_view::npos) return at;
    }
    return std::string_view::npos;
}

record const* record_reader::read(std::string_view line, std::uint64_t position, extent how_much) {
    longest_ = std::max(longest_, line.size());
    std::size_t const begin = object_start(line);
    if (begin == std::string_view::npos) {
        why_ = line.find_first_not_of(space) == std::string_view::npos ? "empty line" : "not a JSON object";
        return nullptr;
    }
    record_.position = position + begin;
    record_.bytes = line.substr(begin);
    record_.has_line_feed = *(line.data() + line.size()) == '\n';
    record_.json = record_.bytes.substr(0, record_.bytes.find_last_not_of(space) + 1);
    if (how_much == extent::outline && read_outline()) return &record_;
    if (!is_valid()) return nullptr;
    split();
    return &record_;
}

/// Returns false if the record is invalid or unusual, and must be read completely.
bool record_reader::read_outline() {
    std::string_view const json = record_.json;
    record_.start = {};
    simdjson::ondemand::document document;
    simdjson::ondemand::object members;
    simdjson::padded_string_view const padded{json, json.size() + json::padding};
    if (parser_->on_demand.iterate(padded).get(document) != simdjson::SUCCESS) return false;
    if (document.get_object().get(members) != simdjson::SUCCESS) return false;
    for (auto member : members) {
        simdjson::ondemand::raw_json_string key;
        if (member.key().get(key) != simdjson::SUCCESS) return false;
        if (key != "start") continue;
        std::string_view token;
        if (member.value().raw_json_token().get(token) != simdjson::SUCCESS) return false;
        std::size_t const end = number_end(token, 0);
        if (end == std::string_view::npos) return false;
        record_.start = token.substr(0, end);
    }
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;  // no text follows
}

bool record_reader::is_valid() {
    auto const parse = [&](std::string_view padded) {
        return parser_->dom.parse(padded.data(), padded.size(), false).error();
    };
    auto const parse_mended = [&](std::string text) {
        mended_ = std::move(text);
        std::size_t const size = mended_.size();
        mended_.append(json::padding, ' ');
        record_.json = std::string_view{mended_}.substr(0, size);
        return parse(record_.json);
    };
    auto error = parse(record_.json);
    if (error == simdjson::UTF8_ERROR) error = parse_mended(json::well_formed(record_.json));
    if (error == simdjson::NUMBER_ERROR || error == simdjson::STRING_ERROR) {
        error = parse_mended(with_whole_pairs(std::string{record_.json}));
    }
    if (error == simdjson::NUMBER_ERROR) {
        std::string const plain = without_numbers(record_.json);
        if (!plain.empty()) error = parser_->dom.parse(plain).error();
    }
    bool const open = record_.json.empty() || record_.json.back() != '}';
    why_ = open && error == simdjson::TAPE_ERROR ? "does not end with the object" : describe(error);
    return error == simdjson::SUCCESS;
}

/// Reads a date as its seconds.
void record_reader::set_start(std::string_view value) {
    record_.start = time_in(value);
    if (!json::is_string(record_.start)) return;
    auto const date = parse_date(json::unescaped(value));
    if (!date) return;
    std::array<char, 32> digits;
    auto const printed = std::to_chars(digits.data(), digits.data() + digits.size(), *date, std::chars_format::fixed);
    date_.assign(digits.data(), printed.ptr);
    record_.start = date_;
}

void record_reader::split() {
    record_.start = record_.end = record_.data = record_.outcome = {};
    record_.id = record_.part = record_.sample_rate = {};
    record_.lines.clear();
    record_.timers.clear();
    record_.others.clear();
    items_.clear();
    json::cursor at{record_.json};
    at.members([&](std::string_view key) {
        if (key == R"("start")") {
            set_start(at.value());
        } else if (key == R"("end")") {
            record_.end = time_in(at.value());
        } else if (key == R"("data")") {
            record_.data = at.value();
        } else if (key == R"("timers")") {
            read_timers(at, record_.timers);
        } else if (key == R"("logs")") {
            read_lines(at, record_.lines, items_, items_ends_);
        } else if (key == R"("outcome")") {
            record_.outcome = at.value();
        } else {
            std::string_view const value = at.value();
            if (key == R"("id")") record_.id = value;
            if (key == R"("part")") record_.part = value;
            if (key == R"("sample_rate")") record_.sample_rate = value;
            record_.others.push_back({key, value});
        }
    });
}

}  // namespace viz
