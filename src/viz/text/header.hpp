// SPDX-License-Identifier: BSL-1.0
#pragma once

/// When a record began, for its first line.

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace viz::text {

/// Appends what stands between the dashes of a header. Remembers the last second, since records come in flocks.
class header {
public:
    /// With `now`, times are shown as how long ago they were.
    explicit header(std::optional<double> now) : now_(now) {}

    /// `start` is the member of the record.
    void append(std::string& out, std::string_view start);

private:
    void append_date(std::string& out, std::string_view printed, double start);
    void append_age(std::string& out, double start) const;

    std::optional<double> now_;
    std::optional<std::time_t> second_;
    std::string date_;
    std::string zone_;
};

}  // namespace viz::text
