// SPDX-License-Identifier: BSL-1.0
#include "filters/where.hpp"

#include "cli/usage_error.hpp"
#include "encoding/ascii.hpp"
#include "encoding/utf8.hpp"
#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/path.hpp"
#include "json/strings.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <utility>

namespace viz {

namespace {

std::string_view trimmed(std::string_view text) {
    std::size_t const begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool holds(comparison how, std::strong_ordering order) {
    switch (how) {
        case comparison::equal: return order == 0;
        case comparison::unequal: return order != 0;
        case comparison::less: return order < 0;
        case comparison::at_most: return order <= 0;
        case comparison::greater: return order > 0;
        case comparison::at_least: return order >= 0;
        case comparison::contains: return false;
    }
    return false;
}

struct operation {
    std::string_view sign;
    comparison how;
};

/// If signs begin alike, the longer one is first.
constexpr std::array<operation, 8> operations{{{"==", comparison::equal},
                                               {"=", comparison::equal},
                                               {"!=", comparison::unequal},
                                               {"<=", comparison::at_most},
                                               {"<", comparison::less},
                                               {">=", comparison::at_least},
                                               {">", comparison::greater},
                                               {"~", comparison::contains}}};

/// Returns the text with a caret under one of its bytes.
std::string pointing(std::string_view text, std::size_t at) {
    return "\n  " + std::string{text} + "\n  " + std::string(at, ' ') + "^";
}

/// Parses one test after the other.
class test_parser {
public:
    explicit test_parser(std::string_view all) : all_(all) {}

    member_test next() {
        member_test test;
        std::size_t const sign = all_.find_first_of("=!<>~&", at_);
        if (sign == std::string_view::npos) fail("a comparison (= != < <= > >= ~) is missing", all_.size());
        auto const* const found =
            std::ranges::find_if(operations, [&](auto const& o) { return all_.substr(sign).starts_with(o.sign); });
        std::string_view const path = trimmed(unquoted(sign));
        if (found == operations.end()) fail("unknown comparison", sign);
        if (path.empty()) fail("the name of a member is missing", sign);
        test.path = json::parse_path(path);
        test.how = found->how;
        at_ = sign + found->sign.size();
        read_value(test, sign);
        goes_on_ = at_ < all_.size();
        if (goes_on_) at_ += and_sign.size();
        return test;
    }

    /// Returns whether another test must follow.
    [[nodiscard]] bool goes_on() const { return goes_on_; }

private:
    static constexpr std::string_view and_sign = "&&";

    /// `sign` is the place of the comparison.
    void read_value(member_test& test, std::size_t sign) {
        skip_space();
        if (all_.substr(at_).starts_with('"')) return read_quoted(test);
        std::size_t const end = std::min(all_.find(and_sign, at_), all_.size());
        test.text = trimmed(unquoted(end));
        bool const has_order =
            test.how != comparison::equal && test.how != comparison::unequal && test.how != comparison::contains;
        if (test.text.empty() && has_order) fail("the value is missing", end);
        refuse_words(sign, end);
        test.number = json::number_in<double>(test.text);
        at_ = end;
    }

    void read_quoted(member_test& test) {
        for (++at_; at_ < all_.size() && all_[at_] != '"'; ++at_) {
            if (all_[at_] == '\\') pass_backslash();
            test.text += all_[at_];
        }
        if (at_ == all_.size()) fail("the closing quote is missing", at_);
        ++at_;
        skip_space();
        refuse_or(at_, at_ + 2);
        if (at_ < all_.size() && !all_.substr(at_).starts_with(and_sign)) fail("&& is missing", at_);
    }

    void pass_backslash() {
        std::string_view const next = all_.substr(at_ + 1, 1);
        if (next != "\"" && next != "\\") fail(R"(in quotes, a backslash must be followed by " or \)", at_);
        ++at_;
    }

    /// Returns the text up to a place, which is not in quotes.
    [[nodiscard]] std::string_view unquoted(std::size_t end) const {
        refuse_or(at_, end);
        return all_.substr(at_, end - at_);
    }

    void refuse_or(std::size_t begin, std::size_t end) const {
        std::size_t const at = all_.substr(0, end).find("||", begin);
        if (at != std::string_view::npos)
            fail("|| is not supported; use \"or\" in --grep, or quotes around text with ||", at);
    }

    /// Rejects text like `500 and method=GET`, which is meant as two comparisons.
    void refuse_words(std::size_t sign, std::size_t end) const {
        std::string_view const before = all_.substr(0, end);
        for (std::string_view const word : {" and ", " or ", " AND ", " OR "}) {
            std::size_t const at = before.find(word, sign);
            if (at == std::string_view::npos || before.find_first_of("=<>~", at) == std::string_view::npos) continue;
            fail("comparisons are joined by &&; text with \"" + std::string{trimmed(word)} + "\" needs quotes", at + 1);
        }
    }

    void skip_space() { at_ = std::min(all_.find_first_not_of(' ', at_), all_.size()); }

    [[noreturn]] void fail(std::string const& why, std::size_t at) const {
        throw usage_error{"--where: " + why + pointing(all_, at)};
    }

    std::string_view all_;
    std::size_t at_ = 0;
    bool goes_on_ = true;
};

/// Returns whether a name is always written in one way in lines without `\u`.
bool is_written_in_one_way(std::string_view name) {
    bool const may_be_escaped =
        std::ranges::any_of(name, [](char c) { return c == '"' || c == '\\' || c == '/' || (c >= 0 && c < ' '); });
    return !may_be_escaped && !json::may_be_repaired(name);
}

}  // namespace

bool member_test::passes(std::string_view value) const {
    if (json::is_number(value) && how != comparison::contains) {
        return number ? holds(how, order_of_numbers(value)) : how == comparison::unequal;
    }
    if (value.empty() || value.starts_with('{') || value.starts_with('[')) return how == comparison::unequal;
    std::string const shown = json::is_string(value) ? json::unescaped(value) : std::string{value};
    if (how == comparison::contains) return shown.find(text) != std::string::npos;
    return holds(how, shown <=> text);
}

std::strong_ordering member_test::order_of_numbers(std::string_view value) const {
    double const left = json::to_number(value);
    if (left == *number) return json::order_of_close(value, text);
    return left < *number ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::vector<member_test> parse_tests(std::string const& tests) {
    std::vector<member_test> result;
    for (test_parser parser{tests}; parser.goes_on();) result.push_back(parser.next());
    return result;
}

member_filter::member_filter(member_test test) : test_(std::move(test)), path_(test_.path) {
    is_time_ = test_.path.size() == 1 && (test_.path.front() == "start" || test_.path.front() == "end");
    bool const missing_may_pass = test_.how == comparison::unequal;
    std::string const& name = test_.path.back();
    bool const is_index = json::number_in<std::size_t>(name).has_value();
    if (!missing_may_pass && !is_index && !timer_in(test_.path) && is_written_in_one_way(name))
        key_ = json::needle{'"' + name + '"'};
}

bool member_filter::may_keep(std::string_view line) const {
    if (key_.empty()) return true;
    bool const found = json::any_scalar(line, key_, [&](std::size_t, std::string_view value) {
        bool const unclear = (is_time_ && json::is_string(value))
                             || std::ranges::any_of(value, [](char c) { return c == '\\' || !is_ascii(c); });
        return unclear || test_.passes(value);
    });
    return found
           || (line.find('\\') != std::string_view::npos
               && line.find("\\u") != std::string_view::npos);  // such escapes can write any key in another way
}

bool member_filter::keeps(record const& r, output&) { return test_.passes(path_.of(r)); }

}  // namespace viz
