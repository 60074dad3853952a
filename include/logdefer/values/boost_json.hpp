// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Logs types that `boost::json::value_from` converts.
///
/// | type                                        | what to write                                                    |
/// |---------------------------------------------|------------------------------------------------------------------|
/// | a value, object or array of Boost.JSON      | nothing: it can be logged directly                               |
/// | a type with a `tag_invoke` for `value_from` | `struct logdefer::encoder<T> : logdefer::boost_json_encoder {};` |
/// | such a type of another library              | `logdefer::as_json(value)`                                       |

#include <logdefer/base/config.hpp>
#include <logdefer/values/value_writer.hpp>

#include <boost/json/value_from.hpp>

#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// Encodes a type by its conversion to `boost::json::value`. The line that says so stands beside the type:
///
///     void tag_invoke(boost::json::value_from_tag const&, boost::json::value& to, order const& o);
///     template <>
///     struct logdefer::encoder<order> : logdefer::boost_json_encoder {};
///
/// Without that line the conversion is not used: whether it is found depends on the headers included before, so one
/// type could be logged in two ways in one program. Allocates, unlike other encoders.
struct boost_json_encoder {
    template <class T>
        requires boost::json::has_value_from<T>::value
    static void encode(T const& value, value_writer& out) {
        out.write(boost::json::value_from(value));
    }
};

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
