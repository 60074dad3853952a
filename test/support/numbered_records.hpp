// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records of several threads, of which a test finds out whether each was written once.

#include <cstddef>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace support {

struct numbered_records {
    static constexpr int producers = 4;
    static constexpr int records = 5000;

    std::vector<int> next = std::vector<int>(producers);  ///< how many of each thread were found
    bool in_order = true;                                 ///< those of one thread in the order in which it wrote them

    /// Gives the sink the records of all threads.
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

    /// Finds them again.
    explicit numbered_records(std::string const& text) {
        std::istringstream lines{text};
        for (int t = 0, i = 0; lines >> t >> i;) in_order = in_order && next.at(static_cast<std::size_t>(t))++ == i;
    }
};

}  // namespace support
