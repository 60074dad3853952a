// SPDX-License-Identifier: BSL-1.0
#pragma once

/// An adapter that logs whatever `boost::json::value_from` converts.
///
/// A `boost::json::value` needs no adapter: it can be logged directly.

#include <logdefer/base/config.hpp>
#include <logdefer/values/value_writer.hpp>

#include <boost/json/value_from.hpp>

#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// A value that is logged by way of `boost::json::value_from`; made by `as_json`. If `T` is a reference, the adapter
/// does not own the value.
template <class T>
struct json_adapter {
    T value;
};

/// Returns an adapter that converts `value` with `boost::json::value_from`: `log.info("order", as_json(order))`. Unlike
/// other ways to log a value, this allocates memory.
///
/// The result refers to an lvalue, which must outlive it, and owns an rvalue.
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
