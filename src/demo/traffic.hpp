// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What the service counts about its requests, without any log.

#include <atomic>
#include <cstdint>
#include <string>

namespace orders {

/// Every request that began ends in exactly one of these counts, and, independently, in exactly one record.
///
/// A request is *answered* when the socket has taken the last byte of its response: that is the last the service can
/// know, since no acknowledgement of HTTP's follows. It is *unanswered* when the connection fails before that. The
/// record of an unanswered request has the outcome `cancelled`, and no other record has. So two equations must hold
/// between these counts, taken at the socket, and the file of records, read afterwards: answered = records with
/// another outcome or none, unanswered = records with the outcome `cancelled`. To count a failed write as an answer,
/// or to leave its record out, would make the two numbers equal as well, and worthless.
struct traffic {
    std::atomic<std::uint64_t> answered = 0;
    std::atomic<std::uint64_t> unanswered = 0;
    std::atomic<std::uint64_t> log_errors = 0;  // records that the file would not take, timers that came too late

    [[nodiscard]] std::string to_json() const {
        return R"({"answered":)" + std::to_string(answered) + R"(,"unanswered":)" + std::to_string(unanswered)
               + R"(,"log_errors":)" + std::to_string(log_errors) + '}';
    }
};

}  // namespace orders
