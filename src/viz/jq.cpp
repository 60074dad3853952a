// SPDX-License-Identifier: BSL-1.0
#include "jq.hpp"

#include <algorithm>
#include <new>

namespace viz {

namespace {

struct state_deleter {
    void operator()(jq_state* s) const noexcept { jq_teardown(&s); }
};
using state_pointer = std::unique_ptr<jq_state, state_deleter>;

/// A new state, and where it writes its messages.
state_pointer new_state(std::string& messages) {
    state_pointer state{jq_init()};
    if (state == nullptr) throw std::bad_alloc{};
    jq_set_error_cb(
        state.get(),
        [](void* to, jv message) {
            jq_value const text{jq_format_error(message)};
            static_cast<std::string*>(to)->append(text.text()) += '\n';  // what was given with the callback
        },
        &messages);
    return state;
}

/// What libjq says about a beginning of the expression; nothing where more text could still make it right.
bool could_go_on(std::string const& beginning) {
    std::string messages;
    auto const state = new_state(messages);
    return jq_compile(state.get(), beginning.c_str()) != 0
           || messages.find("unexpected $end") != std::string_view::npos;
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/// Where a name that is not defined stands: libjq names it, with the number of its arguments.
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
    // libjq tells the line alone. No beginning that holds the fault can be completed, so the fault is behind the
    // longest one that can.
    std::size_t size = expression.size();
    while (size > 0 && !could_go_on(std::string{head} + expression.substr(0, size))) --size;
    return std::min(expression.find_first_not_of(' ', size), expression.size());
}

/// The first message without what libjq puts around it.
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

}  // namespace

std::optional<jq_value> jq_value::parse(std::string_view json, std::string& why) {
    jq_value value{jv_parse_sized(json.data(), static_cast<int>(json.size()))};  // a line has at most 16 MiB
    if (value.kind() != JV_KIND_INVALID) return value;
    jq_value const message{jv_invalid_get_msg(value.release())};
    why = message.kind() == JV_KIND_STRING ? std::string{message.text()} : "no JSON value";
    why.erase(std::min(why.find(" (while parsing"), why.size()));  // the whole text follows
    return std::nullopt;
}

std::string_view jq_value::text() const noexcept {
    return {jv_string_value(value_), static_cast<std::size_t>(jv_string_length_bytes(jv_copy(value_)))};
}

std::string jq_value::dump() const { return std::string{jq_value{jv_dump_string(copy(), 0)}.text()}; }

jq_program::jq_program(std::string const& option, std::string const& expression, std::string_view head,
                       std::string_view tail) {
    std::string messages;
    auto state = new_state(messages);
    // which libjq leaves as they happen to be
    jq_set_input_cb(state.get(), [](jq_state*, void*) { return jv_invalid(); }, nullptr);
    jq_set_debug_cb(state.get(), [](void*, jv message) { jv_free(message); }, nullptr);
    std::string const program = std::string{head} + expression + std::string{tail};
    if (jq_compile(state.get(), program.c_str()) == 0) throw jq_error{explain(option, expression, head, messages)};
    jq_set_error_cb(state.get(), nullptr, nullptr);
    state_.reset(state.release());
}

jq_program::~jq_program() = default;

std::optional<std::string> jq_program::failure_of(jq_value end) {
    if (jv_invalid_has_msg(end.copy()) == 0) return std::nullopt;
    jq_value message{jv_invalid_get_msg(end.release())};
    return message.kind() == JV_KIND_STRING ? std::string{message.text()} : message.dump();
}

}  // namespace viz
