// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Finds out which names of the command line no record has.

#include "cli/options.hpp"
#include "json/scan.hpp"
#include "record/member_names.hpp"
#include "record/record.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Looks at records until all names of members and timers are found in one. Names that could have been meant are
/// collected only from the first part of the input: this bounds the memory, and which ones they are does not depend on
/// threads.
class name_check {
public:
    /// Throws `usage_error`.
    explicit name_check(options const& o);

    /// Looks at a line of the input, followed by the padding that the reader requires.
    void look_at(std::string_view line, std::uint64_t position) {
        if (!missing_.empty()) search(line, position);
    }

    void give_back_excess() { reader_.give_back_excess(); }
    void absorb(name_check& other);

    /// Returns a message for each name that no record has; none if there are no records.
    [[nodiscard]] std::vector<std::string> messages() const;

private:
    struct wanted {
        std::string option;
        std::string name;
        std::vector<std::string> path;  // empty if only the name of a timer counts
        bool is_timer;                  // as users see it
        json::needle key;               // the last name in quotes; empty if bytes decide nothing

        [[nodiscard]] bool may_be_in(std::string_view line) const;
        [[nodiscard]] bool is_in(record const& r) const;
        [[nodiscard]] bool operator==(wanted const& other) const {
            return option == other.option && name == other.name;
        }
    };

    void add_member(std::string option, std::vector<std::string> path);
    void add_timer(std::string option, std::string name);
    void search(std::string_view line, std::uint64_t position);

    std::vector<wanted> missing_;
    bool has_records_ = false;
    known_names members_;
    known_names timers_;
    record_reader reader_;
};

}  // namespace viz
