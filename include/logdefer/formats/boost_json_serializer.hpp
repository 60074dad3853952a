// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A record as a Boost.JSON object, and its text as Boost.JSON prints it.
///
/// Not part of `logdefer.hpp`. Programs link Boost.JSON, or include <boost/json/src.hpp> in one file.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/parse_real.hpp>
#include <logdefer/base/utf8.hpp>
#include <logdefer/formats/json_times.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/formats/serializer.hpp>
#include <logdefer/formats/time_precision.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/records/value_view.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serializer.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

/// Converts a record and its values to values of Boost.JSON.
class boost_json_builder {
public:
    boost_json_builder(record_view const& r, time_precision precision, boost::json::storage_ptr storage)
        : record_(r),
          storage_(std::move(storage)),
          precision_(precision),
          unit_(precision == time_precision::microseconds ? 1000 : 1),
          all_zero_(r.all_timers_end_before(unit_)) {}

    [[nodiscard]] boost::json::object object() const {
        boost::json::object all(storage_);
        all.emplace("start", time(larger(record_.start(), std::chrono::nanoseconds{0})));
        all.emplace("end", time(all_zero_ ? larger(record_.end(), unit_) : record_.end()));
        if (!record_.data().empty()) all.emplace("data", data());
        if (!record_.logs().empty()) all.emplace("logs", logs());
        if (!record_.timers().empty()) all.emplace("timers", timers());
        for (data_view const d : record_.extras()) all.insert_or_assign(d.key().text(), value(d.value()));
        return all;
    }

private:
    [[nodiscard]] boost::json::object data() const {
        boost::json::object all(storage_);
        for (data_view const d : record_.data()) all.insert_or_assign(d.key().text(), value(d.value()));
        return all;
    }

    [[nodiscard]] boost::json::array logs() const {
        boost::json::array all(storage_);
        for (line_view const l : record_.logs()) {
            auto& line = all.emplace_back(boost::json::array_kind).get_array();
            line.emplace_back(time(l.offset()));
            line.emplace_back(l.level());
            line.emplace_back(value(l.message()));
            for (value_view const item : l.items()) line.emplace_back(value(item));
        }
        return all;
    }

    [[nodiscard]] boost::json::array timers() const {
        boost::json::array all(storage_);
        for (timer_view const t : record_.timers()) {
            auto& timer = all.emplace_back(boost::json::array_kind).get_array();
            timer.emplace_back(value(t.name()));
            timer.emplace_back(time(t.start()));
            timer.emplace_back(time(all_zero_ ? unit_ : t.end()));
            for (value_view const item : t.detail()) timer.emplace_back(value(item));
        }
        return all;
    }

    [[nodiscard]] boost::json::value value(value_view v) const {
        switch (v.kind()) {
            case value_kind::boolean: return stored(v.boolean());
            case value_kind::integer: return stored(v.integer());
            case value_kind::unsigned_integer: return stored(v.unsigned_integer());
            case value_kind::real: return real(v);
            case value_kind::seconds: return printed(v.seconds(), print_seconds);
            case value_kind::number: return stored(parse_real(v.text()));
            case value_kind::text: return text(v.text());
            case value_kind::array: return array(v);
            case value_kind::object: return object(v);
            default: return stored(nullptr);
        }
    }

    /// Returns null for NaN and infinities, which JSON does not have. Decides from the bits, since with `-ffast-math`
    /// the compiler assumes that there are none.
    [[nodiscard]] boost::json::value real(value_view v) const {
        if ((words_of(v)[1] & ~sign_bit) >= infinity_bits) return stored(nullptr);
        return stored(v.real());
    }

    /// Replaces ill-formed UTF-8 as `json_serializer` does.
    [[nodiscard]] boost::json::value text(std::string_view s) const {
        boost::json::string copy(storage_);
        copy.resize(repaired_size(s));
        copy_repaired(copy.data(), s);
        return copy;
    }

    [[nodiscard]] boost::json::value array(value_view v) const {
        boost::json::array all(storage_);
        for (value_view const element : v.elements()) all.emplace_back(value(element));
        return all;
    }

    [[nodiscard]] boost::json::value object(value_view v) const {
        boost::json::object all(storage_);
        for (member_view const m : v.members()) all.insert_or_assign(m.key().text(), value(m.value()));
        return all;
    }

    [[nodiscard]] boost::json::value time(std::chrono::nanoseconds t) const {
        return printed(t, time_printer{precision_});
    }

    /// Returns the `double` that is nearest to the decimals that `json_serializer` writes.
    template <class Print>
    [[nodiscard]] boost::json::value printed(std::chrono::nanoseconds t, Print print) const {
        std::array<char, 32> digits{};
        char* const end = print(digits.data(), t);
        return stored(parse_real({digits.data(), static_cast<std::size_t>(end - digits.data())}));
    }

    template <class T>
    [[nodiscard]] boost::json::value stored(T v) const {
        boost::json::value made(v, storage_);  // braces would make an array
        return made;
    }

    record_view record_;
    boost::json::storage_ptr storage_;
    time_precision precision_;
    std::chrono::nanoseconds unit_;
    bool all_zero_;  // all timers end at 0: see json_serializer::head
};

}  // namespace detail

/// Returns the record as a Boost.JSON object, with the members that `json_serializer` writes.
///
/// Times and durations are the nearest `double`; NaN and infinities are null, ill-formed UTF-8 is replaced. A number
/// that was read and does not fit into 64 bits becomes the nearest `double`.
///
/// @throws std::bad_alloc
[[nodiscard]] inline boost::json::object to_boost_json(record_view const& r,
                                                       time_precision precision = time_precision::microseconds,
                                                       boost::json::storage_ptr storage = {}) {
    return detail::boost_json_builder{r, precision, std::move(storage)}.object();
}

/// Writes records as text of Boost.JSON, one on each line.
///
/// A reader gets the values that `json_serializer` writes. But every `double` has an exponent (`1.5E0`), and this takes
/// longer and allocates.
///
/// @par Errors        `error::out_of_memory` when the buffer cannot grow
/// @par Complexity    linear in what is written
class boost_json_serializer {
public:
    explicit boost_json_serializer(time_precision precision = time_precision::microseconds) noexcept
        : precision_(precision) {}

    std::error_code append(record_view const& r, output_buffer& out) const {
        auto const object = to_boost_json(r, precision_);
        boost::json::serializer text;
        text.reset(&object);
        std::array<char, 4096> part;
        while (!text.done() && !out.failed()) {
            auto const read = text.read(part.data(), part.size());
            out.append(std::string_view{read.data(), read.size()});
        }
        out.append('\n');
        return out.failed() ? make_error_code(error::out_of_memory) : std::error_code{};
    }

private:
    time_precision precision_;
};

static_assert(serializer<boost_json_serializer>);

}  // namespace logdefer::inline LOGDEFER_ABI
