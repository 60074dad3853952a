// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Names and passwords that clients send.

#include <logdefer/values/secret.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace orders {

/// May be logged: the password is written as `[redacted]`.
struct login {
    std::string customer;
    logdefer::secret<std::string> password;
};
BOOST_DESCRIBE_STRUCT(login, (), (customer, password))

/// Reads a login; returns nothing if the text is something else.
[[nodiscard]] std::optional<login> parse_login(std::string_view text);

/// Returns whether the customer may log in. In the demo, all have the same password, where a real service compares
/// salted hashes.
[[nodiscard]] bool is_correct(login const& given);

}  // namespace orders
