// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The values of the standard transaction that a program knows only at run time.

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

}  // namespace bench
