// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Formats the time at which a record began.

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace viz::text {

/// Returns a start with all its digits, as it can be searched for in the log.
[[nodiscard]] std::string start_as_written(std::string_view start);

/// Appends the text between the dashes of a header. Caches the last second, since many records begin in the same one.
class header {
public:
    /// With `now`, shows how long ago a record began.
    explicit header(std::optional<double> now) : now_(now) {}

    /// `start` is the member of the record. It is shown with 15 digits, as the Perl program does.
    void append(std::string& out, std::string_view start);

    /// Shows the start as it is written.
    void append_as_written(std::string& out, std::string_view start);

private:
    void append_shown(std::string& out, std::string const& printed, double start);
    void append_date(std::string& out, std::string_view decimal);
    void append_age(std::string& out, double start) const;

    std::optional<double> now_;
    std::optional<std::time_t> second_;
    std::string date_;
    std::string zone_;
};

}  // namespace viz::text
