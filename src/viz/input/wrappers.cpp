// SPDX-License-Identifier: BSL-1.0
#include "input/wrappers.hpp"

#include "encoding/ascii.hpp"
#include "json/padding.hpp"

#include <simdjson.h>

namespace viz {

namespace {

namespace dom = simdjson::dom;

/// Docker's driver `json-file` writes this member first.
bool may_be_docker(std::string_view line) { return line.starts_with(R"({"log":)"); }

/// All names of the journal begin like this, and none of a record does.
bool may_be_journal(std::string_view line) {
    return line.size() > 2 && line.starts_with("{\"") && (line[2] == '_' || is_upper(line[2]));
}

/// Removes and returns the first word.
std::string_view take_word(std::string_view& text) {
    std::string_view const word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size() == text.size() ? word.size() : word.size() + 1);
    return word;
}

/// Reads `2024-01-01T00:00:00.000000000Z stdout F text`. Records of other programs may also begin with a time.
bool unwrap_cri(std::string_view line, wrapped_line& to) {
    if (line.size() < 20 || line[4] != '-' || line[10] != 'T') return false;
    take_word(line);
    std::string_view const stream = take_word(line);
    std::string_view const tags = take_word(line);
    std::string_view const tag = tags.substr(0, tags.find(':'));
    if ((stream != "stdout" && stream != "stderr") || (tag != "F" && tag != "P")) return false;
    to = {stream == "stdout" ? wrapped_stream::out : wrapped_stream::err, tag == "F", line};
    return true;
}

bool unwrap_docker(dom::object wrapper, wrapped_line& to) {
    std::string_view text;
    std::string_view stream;
    if (wrapper["log"].get(text) != simdjson::SUCCESS) return false;
    if (wrapper["stream"].get(stream) != simdjson::SUCCESS) return false;
    to = {stream == "stderr" ? wrapped_stream::err : wrapped_stream::out, text.ends_with('\n'), text};
    if (to.ends_line) to.text.remove_suffix(1);
    return true;
}

/// Reads text that the journal writes as an array of its bytes, since it is not UTF-8 or contains controls.
bool read_bytes(dom::array array, std::string& bytes) {
    bytes.clear();
    for (auto const element : array) {
        std::uint64_t byte = 0;
        if (element.get(byte) != simdjson::SUCCESS || byte > 0xff) return false;
        bytes += static_cast<char>(byte);
    }
    return true;
}

}  // namespace

struct unwrapper::parser {
    dom::parser dom;
};

bool may_be_wrapped(std::string_view line) noexcept {
    wrapped_line ignored;
    return may_be_docker(line) || may_be_journal(line) || unwrap_cri(line, ignored);
}

bool lacks_message(std::string_view line) {
    if (!may_be_journal(line)) return false;
    dom::parser parser;
    dom::element message;
    return parser.parse(line.data(), line.size()).at_key("MESSAGE").get(message) == simdjson::SUCCESS
           && message.is_null();
}

unwrapper::unwrapper() : parser_(std::make_unique<parser>()) {}
unwrapper::~unwrapper() = default;

bool unwrapper::unwrap(std::string_view line, wrapped_line& to) {
    if (may_be_docker(line) || may_be_journal(line)) return unwrap_json(line, to);
    return unwrap_cri(line, to);
}

bool unwrapper::unwrap_json(std::string_view line, wrapped_line& to) {
    dom::object wrapper;
    if (parser_->dom.parse(line.data(), line.size(), false).get(wrapper) != simdjson::SUCCESS) return false;
    if (may_be_docker(line)) return unwrap_docker(wrapper, to);
    dom::element message;
    if (wrapper["MESSAGE"].get(message) != simdjson::SUCCESS) return false;
    to = {};
    if (message.get(to.text) == simdjson::SUCCESS) return true;
    dom::array array;
    if (message.get(array) != simdjson::SUCCESS || !read_bytes(array, bytes_)) return false;
    to.text = bytes_;
    return true;
}

}  // namespace viz
