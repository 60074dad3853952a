// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Types that `boost::json::value_from` converts, as values.
///
/// | what is at hand                             | what to write                                                    |
/// |---------------------------------------------|------------------------------------------------------------------|
/// | a value, object or array of Boost.JSON      | nothing: it is logged as it is                                   |
/// | a type with a `tag_invoke` for `value_from` | `struct logdefer::encoder<T> : logdefer::boost_json_encoder {};` |
/// | such a type that one cannot touch           | `logdefer::as_json(value)`                                       |

#include <logdefer/base/config.hpp>
#include <logdefer/values/value_writer.hpp>

#include <boost/json/value_from.hpp>

#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// Encodes a type by its conversion to `boost::json::value`, which stands beside the type as the encoder has to:
///
///     void tag_invoke(boost::json::value_from_tag const&, boost::json::value& to, order const& o);
///     template <>
///     struct logdefer::encoder<order> : logdefer::boost_json_encoder {};
///
/// The conversion is not used without that line: whether it is found depends on what was included, and so would, in one
/// program, what the type is. Allocates, unlike other encoders.
struct boost_json_encoder {
    template <class T>
        requires boost::json::has_value_from<T>::value
    static void encode(T const& value, value_writer& out) {
        out.write(boost::json::value_from(value));
    }
};

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
