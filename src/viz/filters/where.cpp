// SPDX-License-Identifier: BSL-1.0
#include "filters/where.hpp"

#include "json/cursor.hpp"
#include "json/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <span>
#include <utility>

namespace viz {

namespace {

std::string_view trimmed(std::string_view text) {
    std::size_t const begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::optional<double> number_in(std::string_view text) {
    double number = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

template <class Value>
bool compares(comparison how, Value const& a, Value const& b) {
    switch (how) {
        case comparison::equal: return a == b;
        case comparison::unequal: return a != b;
        case comparison::less: return a < b;
        case comparison::at_most: return a <= b;
        case comparison::greater: return a > b;
        case comparison::at_least: return a >= b;
        case comparison::contains: return false;
    }
    return false;
}

struct operation {
    std::string_view sign;
    comparison how;
};

/// Of signs that begin alike, the longer one first.
constexpr std::array<operation, 8> operations{{{"==", comparison::equal},
                                               {"=", comparison::equal},
                                               {"!=", comparison::unequal},
                                               {"<=", comparison::at_most},
                                               {"<", comparison::less},
                                               {">=", comparison::at_least},
                                               {">", comparison::greater},
                                               {"~", comparison::contains}}};

/// Text with a caret under one of its bytes.
std::string pointing(std::string_view text, std::size_t at) {
    return "\n  " + std::string{text} + "\n  " + std::string(at, ' ') + "^";
}

/// Takes one test off the front.
class test_parser {
public:
    explicit test_parser(std::string_view all) : all_(all) {}

    member_test next() {
        member_test test;
        std::size_t const sign = all_.find_first_of("=!<>~&", at_);
        if (sign == std::string_view::npos) fail("a comparison (= != < <= > >= ~) is missing", all_.size());
        auto const* const found =
            std::ranges::find_if(operations, [&](auto const& o) { return all_.substr(sign).starts_with(o.sign); });
        std::string_view const path = trimmed(all_.substr(at_, sign - at_));
        if (found == operations.end()) fail("there is no such comparison", sign);
        if (path.empty()) fail("the name of a member is missing", sign);
        test.path = parse_path(path);
        test.how = found->how;
        at_ = sign + found->sign.size();
        read_value(test);
        return test;
    }

    [[nodiscard]] bool at_end() const { return at_ >= all_.size(); }

private:
    void read_value(member_test& test) {
        at_ = std::min(all_.find_first_not_of(' ', at_), all_.size());
        if (!at_end() && all_[at_] == '"') return read_quoted(test);
        std::size_t const end = std::min(all_.find("&&", at_), all_.size());
        test.text = trimmed(all_.substr(at_, end - at_));
        test.number = number_in(test.text);
        at_ = end + 2;
    }

    void read_quoted(member_test& test) {
        std::size_t const close = all_.find('"', at_ + 1);
        if (close == std::string_view::npos) fail("the closing quote is missing", all_.size());
        test.text = all_.substr(at_ + 1, close - at_ - 1);
        at_ = std::min(all_.find_first_not_of(' ', close + 1), all_.size());
        if (!at_end() && !all_.substr(at_).starts_with("&&")) fail("&& is missing", at_);
        at_ += 2;
    }

    [[noreturn]] void fail(std::string const& why, std::size_t at) const {
        throw usage_error{"--where: " + why + pointing(all_, at)};
    }

    std::string_view all_;
    std::size_t at_ = 0;
};

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool is_name(std::string_view quoted, std::string_view name) {
    if (quoted.find('\\') != std::string_view::npos) return json::unescaped(quoted) == name;
    return quoted.substr(1, quoted.size() - 2) == name;
}

std::string_view value_at(std::string_view json, std::span<std::string const> path) {
    if (path.empty() || json.empty()) return json;
    std::string_view found;
    json::cursor at{json};
    if (at.peek() == '{') {
        at.members([&](std::string_view key) {
            std::string_view const value = at.value();
            if (is_name(key, path.front())) found = value;
        });
    } else if (at.peek() == '[') {
        std::size_t index = 0;
        auto const wanted = number_in(path.front());
        at.elements([&] {
            std::string_view const value = at.value();
            if (wanted && *wanted == static_cast<double>(index)) found = value;
            ++index;
        });
    }
    return value_at(found, path.subspan(1));
}

/// The scalar that begins after a key, in a line that nobody has checked; empty where there is none.
std::string_view scalar_after(std::string_view line, std::size_t at) {
    constexpr std::string_view space = " \t\r";
    at = line.find_first_not_of(space, at);
    if (at == std::string_view::npos || line[at] != ':') return {};
    at = line.find_first_not_of(space, at + 1);
    if (at == std::string_view::npos) return {};
    std::size_t const end = line[at] == '"' ? line.find('"', at + 1) : line.find_first_of(",}] \t\r\n", at);
    if (end == std::string_view::npos) return {};
    return line.substr(at, end - at + (line[at] == '"' ? 1 : 0));
}

}  // namespace

bool member_test::passes(std::string_view value) const {
    if (json::is_number(value) && how != comparison::contains) {
        return number ? compares(how, json::to_number(value), *number) : how == comparison::unequal;
    }
    if (value.empty() || value.starts_with('{') || value.starts_with('[')) return how == comparison::unequal;
    std::string const shown = json::is_string(value) ? json::unescaped(value) : std::string{value};
    if (how == comparison::contains) return shown.find(text) != std::string::npos;
    return compares(how, shown, text);
}

std::vector<member_test> parse_tests(std::string const& tests) {
    std::vector<member_test> result;
    test_parser parser{tests};
    do {
        result.push_back(parser.next());
    } while (!parser.at_end());
    return result;
}

std::vector<std::string> parse_path(std::string_view path) {
    if (path.starts_with('.')) path.remove_prefix(1);
    std::vector<std::string> names;
    for (;;) {
        std::size_t const dot = path.find('.');
        names.emplace_back(path.substr(0, dot));
        if (dot == std::string_view::npos) return names;
        path.remove_prefix(dot + 1);
    }
}

std::string_view value_at(std::string_view json, std::vector<std::string> const& path) {
    return value_at(json, std::span{path});
}

std::string_view member_of(record const& r, std::vector<std::string> const& path) {
    bool const begins_in_data = path.size() > 1 && path.front() == "data";
    if (begins_in_data && !r.data.empty()) return value_at(r.data, std::span{path}.subspan(1));
    std::string_view const value = value_at(r.json, path);
    return value.empty() ? value_at(r.data, path) : value;
}

member_filter::member_filter(member_test test) : test_(std::move(test)) {
    bool const missing_may_pass = test_.how == comparison::unequal;
    bool const is_index = number_in(test_.path.back()).has_value();
    if (missing_may_pass || is_index || json::may_be_repaired(test_.path.back())) return;
    std::string key;
    json::append_quoted(key, test_.path.back(), {});
    key_ = json::needle{std::move(key)};
}

bool member_filter::may_keep(std::string_view line) const {
    if (key_.empty()) return true;
    std::size_t const size = key_.text().size();
    for (std::size_t at = key_.find_in(line); at != std::string_view::npos; at = key_.find_in(line, at + size)) {
        std::string_view const value = scalar_after(line, at + size);
        bool const unclear = std::ranges::any_of(value, [](char c) { return c == '\\' || !is_ascii(c); });
        if (unclear || test_.passes(value)) return true;
    }
    return line.find('\\') != std::string_view::npos
           && line.find("\\u") != std::string_view::npos;  // which could write any key in another way
}

bool member_filter::keeps(record const& r, output&) {
    return test_.passes(test_.also_in_data ? member_of(r, test_.path) : value_at(r.json, test_.path));
}

}  // namespace viz
