// SPDX-License-Identifier: BSL-1.0
#include "login.hpp"

#include <boost/json/parse.hpp>

#include <cstddef>

namespace orders {
namespace {

namespace json = boost::json;

/// A shorter password would be redacted from texts in which it stands for something else.
constexpr std::size_t least_length = 8;

}  // namespace

std::optional<login> parse_login(std::string_view text) {
    boost::system::error_code failure;
    auto const document = json::parse(text, failure);
    auto const* object = failure ? nullptr : document.if_object();
    if (object == nullptr) return std::nullopt;
    auto const* customer = object->if_contains("customer");
    auto const* password = object->if_contains("password");
    if (customer == nullptr || !customer->is_string()) return std::nullopt;
    if (password == nullptr || !password->is_string()) return std::nullopt;
    if (password->get_string().size() < least_length) return std::nullopt;
    return login{std::string{customer->get_string()},
                 logdefer::secret<std::string>{std::string{password->get_string()}}};
}

bool is_correct(login const& given) { return given.password.expose() == "correct horse battery staple"; }

}  // namespace orders
