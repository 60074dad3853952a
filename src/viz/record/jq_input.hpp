// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The current record as a value of libjq, converted once for all expressions.

#include "json/jq.hpp"
#include "json/jq_members.hpp"
#include "record/record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace viz {

/// Shared by the filter and the view of a thread.
class jq_input {
public:
    /// Called before the first record for each expression whose input is the record.
    void is_read_by(std::string_view expression) { wanted_.add(members_read_by(expression)); }

    /// Returns the members of a record that expressions can read, or null if libjq cannot read it because it nests too
    /// deep. `why` then returns the reason.
    [[nodiscard]] jq_value const* of(record const& r) {
        if (r.position != position_) {
            position_ = r.position;
            value_ = jq_value::parse(r.json, why_, wanted_);
        }
        return value_ ? &*value_ : nullptr;
    }
    [[nodiscard]] std::string const& why() const noexcept { return why_; }

private:
    member_set wanted_;
    std::optional<std::uint64_t> position_;
    std::optional<jq_value> value_;
    std::string why_;
};

}  // namespace viz
