// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows which members records have, and of which types.

#include "counting/names.hpp"
#include "views/overview.hpp"
#include "views/view.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Counts the types of the values of each member. A member whose values have several types, other than null, and
/// integers beside other numbers, is marked: a store with a column for it refuses some of them. The elements of arrays
/// are not examined. Members for which there is no room in `names` are only counted together.
class schema_view final : public view {
public:
    explicit schema_view(overview_style style) : style_(style) {}

    void show(record const& r, output& out) override;
    void absorb(view& other) override;
    bool finish(output& out) override;

private:
    enum class type : std::uint8_t { null, boolean, integer, number, string, array, object };
    static constexpr std::size_t types = 7;
    using counts = std::array<std::size_t, types>;

    [[nodiscard]] static type type_of(std::string_view value);
    [[nodiscard]] static bool conflict(counts const& c);
    [[nodiscard]] static std::string described(counts const& c);
    [[nodiscard]] static std::string step(std::string const& name);
    [[nodiscard]] counts* counts_of(std::string_view path);
    void add(std::string const& path, std::string_view value, std::size_t depth);
    void add_members(std::string const& prefix, std::string_view object, std::size_t depth);

    overview_style style_;
    names paths_;
    std::vector<counts> counts_;  // by the numbers of the paths
    std::size_t others_ = 0;      // values of members without a number
    std::size_t records_ = 0;
};

}  // namespace viz
