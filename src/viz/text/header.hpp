// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Formats the time at which a record began.

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace viz::text {

/// Appends the text between the dashes of a header. Caches the last second, since many records begin in the same one.
class header {
public:
    /// With `now`, shows how long ago a record began.
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
