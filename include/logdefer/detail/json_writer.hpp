// SPDX-License-Identifier: BSL-1.0
#pragma once

/// JSON text in an output buffer: values, strings and times.

#include <logdefer/detail/arithmetic.hpp>
#include <logdefer/detail/json_text.hpp>
#include <logdefer/output_buffer.hpp>
#include <logdefer/value_view.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace logdefer::detail {

class json_writer {
public:
    explicit json_writer(output_buffer& out) noexcept : out_(out) {}

    void raw(std::string_view bytes) noexcept { out_.append(bytes); }

    /// A quoted string of any bytes.
    void string(std::string_view s) noexcept {
        out_.append('"');
        escaped(s);
        out_.append('"');
    }

    /// Any bytes as the inside of a string: escapes where they must be, U+FFFD for what is not UTF-8.
    void escaped(std::string_view s) noexcept {
        for (std::size_t i = 0; i < s.size();) {
            std::size_t const limit = smaller(s.size(), i + chunk);
            char* to = out_.prepare(6 * (limit - i) + 8);  // an escape takes six bytes
            if (to == nullptr) return;
            while (i < limit) {
                std::size_t const n = copy_plain(to, s.data() + i, limit - i);
                to += n;
                i += n;
                if (i < limit) i += print_special(to, s.data() + i, s.size() - i);
            }
            out_.commit(to);
        }
    }

    void string(value_view text) noexcept {
        if (!text.is_plain()) return string(text.text());
        out_.append('"');
        out_.append(text.text());
        out_.append('"');
    }

    void integer(std::int64_t i) noexcept {
        number([&](char* to) { return print_integer(to, i); });
    }

    /// A time of the record itself.
    void time(std::chrono::nanoseconds t, time_precision precision) noexcept {
        number([&](char* to) { return print_time(to, t, precision); });
    }

    /// Any value; recursion is bounded, since recording refuses what nests too deep.
    void value(value_view v) noexcept {
        switch (v.kind()) {
            case value_kind::null: return raw("null");
            case value_kind::boolean: return raw(v.boolean() ? "true" : "false");
            case value_kind::integer: return number([&](char* to) { return print_integer(to, v.integer()); });
            case value_kind::unsigned_integer:
                return number([&](char* to) { return print_unsigned(to, v.unsigned_integer()); });
            case value_kind::real: return number([&](char* to) { return print_real(to, v.real()); });
            case value_kind::seconds: return number([&](char* to) { return print_seconds(to, v.seconds()); });
            case value_kind::number: return raw(v.text());
            case value_kind::text: return string(v);
            case value_kind::array: return array(v);
            case value_kind::object: return object(v);
        }
    }

private:
    static constexpr std::size_t chunk = 1024;
    static constexpr std::size_t widest_number = 40;

    template <class Print>
    void number(Print&& print) noexcept {
        if (char* to = out_.prepare(widest_number)) out_.commit(print(to));
    }

    void array(value_view v) noexcept {
        std::string_view separator = "[";
        for (value_view const e : v.elements()) {
            raw(separator);
            value(e);
            separator = ",";
        }
        raw(v.elements().empty() ? "[]" : "]");
    }

    void object(value_view v) noexcept {
        std::string_view separator = "{";
        for (member_view const m : v.members()) {
            raw(separator);
            string(m.key());
            raw(":");
            value(m.value());
            separator = ",";
        }
        raw(v.members().empty() ? "{}" : "}");
    }

    output_buffer& out_;
};

}  // namespace logdefer::detail
