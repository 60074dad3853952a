// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Detects duplicate keys, which a `boost::json::object` hides.

#include <boost/json/basic_parser_impl.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace property {

/// Receives the events of Boost.JSON's parser and examines only keys.
class key_collector {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    using view = boost::json::string_view;
    using code = boost::json::error_code;

    [[nodiscard]] bool unique() const { return unique_; }

    bool on_document_begin(code&) { return true; }
    bool on_document_end(code&) { return true; }
    bool on_object_begin(code&) {
        open_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, code&) {
        open_.pop_back();
        return true;
    }
    bool on_key_part(view part, std::size_t, code&) {
        key_.append(part.data(), part.size());
        return true;
    }
    bool on_key(view part, std::size_t, code&) {
        key_.append(part.data(), part.size());
        unique_ = open_.back().insert(key_).second && unique_;
        key_.clear();
        return true;
    }
    bool on_array_begin(code&) { return true; }
    bool on_array_end(std::size_t, code&) { return true; }
    bool on_string_part(view, std::size_t, code&) { return true; }
    bool on_string(view, std::size_t, code&) { return true; }
    bool on_number_part(view, code&) { return true; }
    bool on_int64(std::int64_t, view, code&) { return true; }
    bool on_uint64(std::uint64_t, view, code&) { return true; }
    bool on_double(double, view, code&) { return true; }
    bool on_bool(bool, code&) { return true; }
    bool on_null(code&) { return true; }
    bool on_comment_part(view, code&) { return true; }
    bool on_comment(view, code&) { return true; }

private:
    std::vector<std::set<std::string>> open_;
    std::string key_;
    bool unique_ = true;
};

/// Returns whether no object in the JSON text contains a key twice.
inline bool names_each_key_once(std::string_view json) {
    boost::json::basic_parser<key_collector> parser{{.max_depth = 200}};
    boost::json::error_code ec;
    (void)parser.write_some(false, json.data(), json.size(), ec);
    return !ec && parser.handler().unique();
}

}  // namespace property
