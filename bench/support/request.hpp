// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The values of the standard transaction that a program knows only at run time.

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace bench {

struct request {
    std::string method = "GET";
    std::string path = "/api/v1/orders/12345";
    std::string user = "jane.doe@example.com";
    int status = 200;
    long bytes = 5321;
    bool cached = true;
    int attempt = 2;
    double waited_ms = 31.5;
};

/// Those of another transaction, with what the standard one does not have: UTF-8, characters that need an escape, a
/// long text, an array, a time and numbers of many digits.
struct shipment {
    std::string customer = "J\u00f8rgen \u6797";
    std::string note = "say \"hello\"\tat the back door\n";
    std::string address = std::string(300, 'x');
    std::array<int, 5> parcels{4711, 4712, 4713, 90'210, 7};
    double weight = 1.0 / 3;
    std::uint64_t tracking = 18'446'744'073'709'551'557U;
    std::chrono::milliseconds deadline{90'061};
};

}  // namespace bench
