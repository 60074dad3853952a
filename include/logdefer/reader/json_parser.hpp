// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Parses JSON text into an arena, with Boost.JSON's parser.

#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/values/object_merger.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The handler of Boost.JSON's parser, which writes words. Numbers other than 64-bit integers remain text.
class json_events {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    using view = boost::json::string_view;
    using code = boost::json::error_code;

    explicit json_events(word_writer& out) : out_(out) {}

    bool on_document_begin(code&) { return true; }
    bool on_document_end(code&) { return true; }
    bool on_object_begin(code& ec) { return open(tag::object, ec); }
    bool on_object_end(std::size_t, code& ec) {
        end_object(out_, open_.back());
        return close(ec);
    }
    bool on_array_begin(code& ec) { return open(tag::array, ec); }
    bool on_array_end(std::size_t, code& ec) {
        out_.end(open_.back());
        return close(ec);
    }
    bool on_key_part(view part, std::size_t, code&) { return keep(part); }
    bool on_key(view part, std::size_t, code& ec) {
        keep(part);
        out_.key(text{text_});
        return took_text(ec);
    }
    bool on_string_part(view part, std::size_t, code&) { return keep(part); }
    bool on_string(view part, std::size_t, code& ec) {
        keep(part);
        out_.string(text{text_});
        return took_text(ec);
    }
    bool on_number_part(view part, code&) { return keep(part); }
    bool on_int64(std::int64_t i, view, code& ec) {
        text_.clear();
        out_.integer(i);
        return went_well(ec);
    }
    bool on_uint64(std::uint64_t u, view, code& ec) {
        text_.clear();
        out_.unsigned_integer(u);
        return went_well(ec);
    }
    bool on_double(double, view part, code& ec) {
        keep(part);
        out_.number(text_);
        return took_text(ec);
    }
    bool on_bool(bool b, code& ec) {
        out_.boolean(b);
        return went_well(ec);
    }
    bool on_null(code& ec) {
        out_.null();
        return went_well(ec);
    }
    bool on_comment_part(view, code&) { return true; }
    bool on_comment(view, code&) { return true; }

private:
    bool open(tag container, code& ec) {
        open_.push_back(out_.begin(container));
        return went_well(ec);
    }

    bool close(code& ec) {
        open_.pop_back();
        return went_well(ec);
    }

    bool keep(view part) {
        text_.append(part.data(), part.size());
        return true;
    }

    bool took_text(code& ec) {
        text_.clear();
        return went_well(ec);
    }

    bool went_well(code& ec) {
        if (out_.failed()) ec = boost::json::error::exception;  // any code: the caller examines the writer
        return !out_.failed();
    }

    word_writer& out_;
    std::vector<std::size_t> open_;
    std::string text_;
};

/// The result of parsing, and the number of bytes that were parsed.
struct parse_result {
    std::error_code code;
    std::size_t position;
};

/// Returns why the parser stopped. Valid JSON that exceeds a limit of this reader is not `malformed`.
inline error refusal(boost::json::error_code const& ec, word_writer const& out) noexcept {
    if (out.starved()) return error::out_of_memory;
    if (out.failed() || ec == boost::json::error::too_deep) return error::too_deep;
    return ec == boost::json::error::exponent_overflow ? error::number_too_large : error::malformed;
}

/// Parses `json`, which must contain exactly one JSON value, and writes that value.
inline parse_result parse_json(std::string_view json, word_writer& out) {
    boost::json::parse_options options;
    options.max_depth = word_writer::greatest_depth;
    boost::json::basic_parser<json_events> parser{options, out};
    boost::json::error_code ec;
    std::size_t const read = parser.write_some(false, json.data(), json.size(), ec);
    if (ec || out.failed()) return {refusal(ec, out), read < json.size() ? read : json.size() - 1};
    std::size_t const rest = json.find_first_not_of(" \t\r\n", read);
    if (rest != std::string_view::npos) return {error::malformed, rest};
    return {{}, json.size()};
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
