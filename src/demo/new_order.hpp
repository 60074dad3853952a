// SPDX-License-Identifier: BSL-1.0
#pragma once

/// An order as a client sends it, and the checks of its text.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orders {

struct new_order {
    struct line {
        std::string sku;
        std::int64_t quantity = 0;
    };

    std::string customer;
    std::vector<line> lines;
};

/// The result of parsing a client's text: an order, or all errors in it.
struct parsed_order {
    bool is_json = true;
    std::vector<std::string> errors;  // `value` is valid if this is empty
    new_order value;
};

/// Reads `{"customer": "...", "lines": [{"sku": "...", "quantity": 1}]}`. Reports every error, not only the first.
[[nodiscard]] parsed_order parse_order(std::string_view text);

}  // namespace orders
