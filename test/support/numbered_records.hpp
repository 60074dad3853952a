// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Numbered records of several threads, with a check that each was written exactly once.

#include <cstddef>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace support {

struct numbered_records {
    static constexpr int producers = 4;
    static constexpr int records = 5000;

    std::vector<int> next = std::vector<int>(producers);  ///< the number of records found of each thread
    bool in_order = true;                                 ///< whether those of each thread were in the order of writing

    /// Passes the records of all threads to the sink.
    template <class Sink>
    static void write_to(Sink& sink) {
        std::vector<std::thread> threads;
        for (int t = 0; t < producers; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < records; ++i) (void)sink(std::to_string(t) + ' ' + std::to_string(i) + '\n');
            });
        }
        for (auto& t : threads) t.join();
    }

    /// Reads the records back.
    explicit numbered_records(std::string const& text) {
        std::istringstream lines{text};
        for (int t = 0, i = 0; lines >> t >> i;) in_order = in_order && next.at(static_cast<std::size_t>(t))++ == i;
    }
};

}  // namespace support
