// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Counts the requests of the service independently of any log.

#include <atomic>
#include <cstdint>
#include <string>

namespace orders {

/// Every request that began is counted exactly once here and, independently, has exactly one record.
///
/// A request is *answered* when the socket has taken the last byte of its response, since HTTP has no acknowledgement
/// after that. It is *unanswered* when the connection fails before. The record of an unanswered request has the outcome
/// `cancelled`, and no other record has. So two equations must hold between these counts and the file of records, which
/// is read afterwards: the answered requests equal the records with another outcome or none, and the unanswered
/// requests equal the records with the outcome `cancelled`. Counting a failed write as an answer, or omitting its
/// record, would also make the numbers equal, but prove nothing.
struct traffic {
    std::atomic<std::uint64_t> answered = 0;
    std::atomic<std::uint64_t> unanswered = 0;
    std::atomic<std::uint64_t> log_errors =
        0;  // records that the file did not accept, timers that were stopped too late

    [[nodiscard]] std::string to_json() const {
        return R"({"answered":)" + std::to_string(answered) + R"(,"unanswered":)" + std::to_string(unanswered)
               + R"(,"log_errors":)" + std::to_string(log_errors) + '}';
    }
};

}  // namespace orders
