// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Boost.JSON's values in records: what `value_from` converts.
///
/// A `boost::json::value` needs no adapter: it is logged as it is.

#include <logdefer/base/config.hpp>
#include <logdefer/values/value_writer.hpp>

#include <boost/json/value_from.hpp>

#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// A value that goes through `boost::json::value_from`; made by `as_json`. `T` is a reference where it does not own it.
template <class T>
struct json_adapter {
    T value;
};

/// Lets `boost::json::value_from` convert `value`: `log.info("order", as_json(order))`. Allocates, unlike the rest.
///
/// Refers to an lvalue, which must outlive the result, and owns what was an rvalue.
template <class T>
    requires boost::json::has_value_from<std::remove_cvref_t<T>>::value
[[nodiscard]] json_adapter<T> as_json(T&& value) {
    return {std::forward<T>(value)};
}

template <class T>
struct encoder<json_adapter<T>> {
    static void encode(json_adapter<T> const& adapter, value_writer& out) {
        out.write(boost::json::value_from(adapter.value));
    }
};

}  // namespace logdefer::inline LOGDEFER_ABI
