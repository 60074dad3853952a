// SPDX-License-Identifier: BSL-1.0
#include "json/jq.hpp"

#include <unistd.h>
#include "encoding/ascii.hpp"
#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/strings.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace viz {

namespace {

/// Precedes every expression, on its first line. libjq 1.6 ends the program if it formats a number that is not a time,
/// or if a format is not a string. It also does so for imports, which are a syntax error after definitions.
constexpr std::string_view safer_functions =
    "def _strftime($f): strftime($f); def _strflocaltime($f): strflocaltime($f);"
    "def _require_format: if type != \"string\" then error(\"a format of times is a string\") else . end;"
    "def strftime($f): ($f | _require_format) as $_ | if type == \"number\" then gmtime else . end | _strftime($f);"
    "def strflocaltime($f): ($f | _require_format) as $_ | if type == \"number\" then localtime else . end"
    "    | _strflocaltime($f);"
    "def todateiso8601: strftime(\"%Y-%m-%dT%H:%M:%SZ\"); def todate: todateiso8601; ";

/// Ends the program in order when libjq has no memory. libjq is written in C, so no exception can pass it.
void end_without_memory(void*) {
    constexpr std::string_view message = "log-defer-viz: there is not enough memory\n";
    static_cast<void>(!write(STDERR_FILENO, message.data(), message.size()));  // ignored: the status says it as well
    _exit(EXIT_FAILURE);
}

/// libjq 1.6 has a handler for each thread, and calls an arbitrary address in a thread that has none.
void handle_lack_of_memory() {
    static thread_local bool handled = false;
    if (!std::exchange(handled, true)) jv_nomem_handler(end_without_memory, nullptr);
}

/// Returns a new state that appends its error messages to `messages`.
jq_state_pointer new_state(std::string& messages) {
    handle_lack_of_memory();
    jq_state_pointer state{jq_init()};
    if (state == nullptr) throw std::bad_alloc{};
    jq_set_nomem_handler(state.get(), end_without_memory, nullptr);  // replaces that of each thread that uses the state
    jq_set_error_cb(
        state.get(),
        [](void* to, jv message) {
            jq_value const text{jq_format_error(message)};
            static_cast<std::string*>(to)->append(text.text()) += '\n';  // the pointer passed with the callback
        },
        &messages);
    return state;
}

bool compile(jq_state& state, std::string_view head, std::string_view expression) {
    std::string program{safer_functions};
    program.append(head).append(expression);
    return jq_compile(&state, program.c_str()) != 0;
}

/// Returns whether the beginning of an expression could become valid with more text.
bool could_go_on(std::string_view head, std::string_view beginning) {
    std::string messages;
    auto const state = new_state(messages);
    return compile(*state, head, beginning) || messages.find("unexpected $end") != std::string_view::npos;
}

bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '$'; }

/// Returns the place of an undefined name, which libjq reports with the number of its arguments.
std::size_t place_of_name(std::string_view expression, std::string_view name) {
    for (std::size_t at = expression.find(name); at != std::string_view::npos; at = expression.find(name, at + 1)) {
        std::size_t const end = at + name.size();
        bool const begins = at == 0 || (!is_word(expression[at - 1]) && expression[at - 1] != '.');
        if (begins && (end == expression.size() || !is_word(expression[end]))) return at;
    }
    return expression.size();
}

std::size_t place_of_error(std::string_view head, std::string const& expression, std::string_view message) {
    std::size_t const undefined = message.find(" is not defined");
    if (undefined != std::string_view::npos) {
        std::string_view const name = message.substr(0, undefined);
        return place_of_name(expression, name.substr(0, name.find('/')));
    }
    // libjq reports only the line. A beginning that contains the error cannot be completed, so the error is directly
    // after the longest beginning that can.
    std::size_t size = expression.size();
    while (size > 0 && !could_go_on(head, std::string_view{expression}.substr(0, size))) --size;
    return std::min(expression.find_first_not_of(' ', size), expression.size());
}

/// Returns the first message without the text that libjq adds around it.
std::string reason_in(std::string const& messages) {
    std::string reason = messages.substr(0, messages.find('\n'));
    if (reason.starts_with("jq: error: ")) reason.erase(0, 11);
    reason = reason.substr(0, reason.rfind(" at <top-level>"));
    std::size_t const shell = reason.find(" (Unix shell quoting issues?)");
    if (shell != std::string::npos) reason.erase(shell);
    return reason;
}

std::string explain(std::string const& option, std::string const& expression, std::string_view head,
                    std::string const& messages) {
    std::string const reason = reason_in(messages);
    std::size_t const place = place_of_error(head, expression, reason);
    std::size_t const before = place == 0 ? std::string::npos : expression.rfind('\n', place - 1);
    std::size_t const begin = before == std::string::npos ? 0 : before + 1;
    return option + ": " + reason + "\n  " + expression.substr(begin, expression.find('\n', place) - begin) + "\n  "
           + std::string(place - begin, ' ') + "^";
}

/// Returns the position of the closing quote of the string that begins at `at`.
std::size_t string_end(std::string_view json, std::size_t at) {
    for (++at; json[at] != '"'; ++at) {
        if (json[at] == '\\') ++at;
    }
    return at;
}

/// For values that nest too deep, libjq writes marks such as `<too deep>`, which are not JSON. Puts them in quotes.
std::string with_quoted_marks(std::string_view json) {
    std::string whole;
    std::size_t done = 0;
    for (std::size_t at = 0; (at = json.find_first_of("\"<", at)) != std::string_view::npos; ++at) {
        if (json[at] == '"') {
            at = string_end(json, at);
            continue;
        }
        std::size_t const end = json.find('>', at);
        whole.append(json.substr(done, at - done)) += '"';
        whole.append(json.substr(at, end + 1 - at)) += '"';
        done = end + 1;
        at = end;
    }
    return whole.append(json.substr(done));
}

/// Converts JSON text that is known to be valid. libjq's own parser checks it again, byte by byte, and takes several
/// times as long.
class converter {
public:
    converter(std::string_view json, member_set const& wanted) : at_(json), wanted_(wanted) {}

    /// Returns nothing if the text nests too deep.
    std::optional<jq_value> convert() {
        jq_value value = next(0, wanted_);
        return too_deep_ ? std::nullopt : std::optional{std::move(value)};
    }

private:
    /// libjq's parser refuses to put more on its stack than this; newer versions accept more. A value within an array
    /// takes one place, and within an object two, since the key takes another one.
    static constexpr std::size_t most_on_stack = 256;

    jq_value next(std::size_t on_stack, member_set const& wanted) {
        switch (at_.peek()) {
            case '{': return nested(on_stack, [&] { return object(on_stack + 2, wanted); });
            case '[': return nested(on_stack, [&] { return array(on_stack + 1); });
            case '"': return string(at_.value());
            case 't': at_.value(); return jq_value{jv_true()};
            case 'f': at_.value(); return jq_value{jv_false()};
            case 'n': at_.value(); return jq_value{jv_null()};
            default: return number(at_.value());
        }
    }

    template <class Container>
    jq_value nested(std::size_t on_stack, Container container) {
        if (on_stack < most_on_stack) return container();
        too_deep_ = true;
        at_.value();
        return {};
    }

    jq_value object(std::size_t on_stack, member_set const& wanted) {
        jq_value result{jv_object()};
        at_.members([&](std::string_view key) {
            auto const* const of_member = wanted.find(key);
            if (of_member == nullptr) {
                at_.value();
                return;
            }
            jq_value name = string(key);
            jq_value value = next(on_stack, *of_member);
            result = jq_value{jv_object_set(result.release(), name.release(), value.release())};
        });
        return result;
    }

    jq_value array(std::size_t on_stack) {
        jq_value result{jv_array()};
        at_.elements([&] {
            jq_value element = next(on_stack, everything_);
            result = jq_value{jv_array_append(result.release(), element.release())};
        });
        return result;
    }

    jq_value string(std::string_view quoted) {
        std::string_view text = quoted.substr(1, quoted.size() - 2);
        if (text.find('\\') != std::string_view::npos) {
            unescaped_.clear();
            json::append_unescaped(unescaped_, quoted);
            text = unescaped_;
        }
        return jq_value{jv_string_sized(text.data(), static_cast<int>(text.size()))};  // a line has at most 16 MiB
    }

    /// libjq reads numbers with an exponent, or with more digits than those of times, itself: versions after 1.6 keep
    /// all digits.
    static jq_value number(std::string_view text) {
        constexpr std::size_t exact_integer = 15;
        constexpr std::size_t longest_time = 17;
        std::size_t const longest = text.find('.') == std::string_view::npos ? exact_integer : longest_time;
        if (text.size() > longest || text.find_first_of("eE") != std::string_view::npos) {
            return jq_value{jv_parse_sized(text.data(), static_cast<int>(text.size()))};
        }
        return jq_value{jv_number(json::to_number(text))};
    }

    json::cursor at_;
    member_set const& wanted_;
    member_set const everything_ = member_set::everything();
    std::string unescaped_;
    bool too_deep_ = false;
};

/// Returns the text of a message, which can be any value.
std::string told(jq_value const& message) {
    return message.kind() == JV_KIND_STRING ? std::string{message.text()} : message.dump();
}

}  // namespace

std::optional<jq_value> jq_value::parse(std::string_view json, std::string& why, member_set const& wanted) {
    handle_lack_of_memory();
    if (auto converted = converter{json, wanted}.convert()) return converted;
    jq_value value{jv_parse_sized(json.data(), static_cast<int>(json.size()))};  // a line has at most 16 MiB
    if (value.kind() != JV_KIND_INVALID) return value;
    jq_value const message{jv_invalid_get_msg(value.release())};
    why = message.kind() == JV_KIND_STRING ? std::string{message.text()} : "no JSON value";
    why.erase(std::min(why.find(" (while parsing"), why.size()));  // the rest of the message is the whole text
    return std::nullopt;
}

std::string_view jq_value::text() const noexcept {
    return {jv_string_value(value_), static_cast<std::size_t>(jv_string_length_bytes(jv_copy(value_)))};
}

std::string jq_value::dump() const {
    jq_value const json{jv_dump_string(copy(), 0)};
    if (json.text().find('<') != std::string_view::npos) return with_quoted_marks(json.text());
    return std::string{json.text()};
}

jq_program::jq_program(std::string const& option, std::string const& expression, std::string_view head) {
    std::string messages;
    state_ = new_state(messages);
    // libjq does not initialise these callbacks
    jq_set_input_cb(state_.get(), [](jq_state*, void*) { return jv_invalid(); }, nullptr);
    jq_set_debug_cb(state_.get(), [](void*, jv message) { jv_free(message); }, nullptr);
    if (!compile(*state_, head, expression)) throw jq_error{explain(option, expression, head, messages)};
    jq_set_error_cb(state_.get(), nullptr, nullptr);
}

std::optional<std::string> jq_program::failure_of(jq_value end) const {
    if (jq_halted(state_.get()) != 0) {
        jq_value const message{jq_get_error_message(state_.get())};
        return message.kind() == JV_KIND_INVALID ? "halted" : "halted: " + told(message);
    }
    if (jv_invalid_has_msg(end.copy()) == 0) return std::nullopt;
    return told(jq_value{jv_invalid_get_msg(end.release())});
}

}  // namespace viz
