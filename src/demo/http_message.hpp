// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The types of the two HTTP messages that this service uses.

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace orders {

namespace http = boost::beast::http;

using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

}  // namespace orders
