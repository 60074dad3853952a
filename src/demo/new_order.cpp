// SPDX-License-Identifier: BSL-1.0
#include "new_order.hpp"

#include <boost/json/parse.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace orders {
namespace {

namespace json = boost::json;

constexpr std::size_t most_lines = 50;
constexpr std::int64_t most_of_one = 1000;

/// Checks a document member by member, and stores the place of each error.
class order_reader {
public:
    explicit order_reader(std::vector<std::string>& errors) noexcept : errors_(errors) {}

    new_order read(json::value const& document) {
        new_order order;
        auto const* object = document.if_object();
        if (object == nullptr) return complain("the order must be an object"), order;
        order.customer = text(*object, "customer", {});
        auto const* member = object->if_contains("lines");
        auto const* lines = member == nullptr ? nullptr : member->if_array();
        if (lines == nullptr || lines->empty()) return complain("lines must be an array of at least one line"), order;
        if (lines->size() > most_lines) return complain("lines must be at most " + std::to_string(most_lines)), order;
        for (auto const& line : *lines) order.lines.push_back(read_line(line, order.lines.size()));
        return order;
    }

private:
    new_order::line read_line(json::value const& value, std::size_t index) {
        auto const place = "lines[" + std::to_string(index) + "]";
        auto const* object = value.if_object();
        if (object == nullptr) return complain(place + " must be an object"), new_order::line{};
        return {.sku = text(*object, "sku", place + "."), .quantity = quantity(*object, place)};
    }

    std::string text(json::object const& object, std::string_view key, std::string const& place) {
        auto const* member = object.if_contains(key);
        auto const* string = member == nullptr ? nullptr : member->if_string();
        if (string != nullptr && !string->empty() && string->size() <= 200) return std::string{*string};
        complain(place + std::string{key} + " must be a text of 1 to 200 bytes");
        return {};
    }

    std::int64_t quantity(json::object const& object, std::string const& place) {
        auto const* member = object.if_contains("quantity");
        auto const* number = member == nullptr ? nullptr : member->if_int64();
        if (number != nullptr && *number >= 1 && *number <= most_of_one) return *number;
        complain(place + ".quantity must be an integer from 1 to " + std::to_string(most_of_one));
        return 0;
    }

    void complain(std::string what) { errors_.push_back(std::move(what)); }

    std::vector<std::string>& errors_;
};

}  // namespace

parsed_order parse_order(std::string_view text) {
    parsed_order result;
    boost::system::error_code failure;
    auto const document = json::parse(text, failure);
    if (failure) {
        result.is_json = false;
        result.errors.push_back("the body is not JSON: " + failure.message());
        return result;
    }
    result.value = order_reader{result.errors}.read(document);
    return result;
}

}  // namespace orders
