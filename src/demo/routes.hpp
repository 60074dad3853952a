// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Finds the handler of a request.

#include "http_message.hpp"
#include "service.hpp"

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace orders {

/// Answers any request: by its handler, with 404 or 405 if there is none, with 500 if the handler throws.
boost::asio::awaitable<response> answer(request const& asked, service& shared, std::string_view id);

}  // namespace orders
