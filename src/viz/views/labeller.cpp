// SPDX-License-Identifier: BSL-1.0
#include "views/labeller.hpp"

#include "encoding/words.hpp"
#include "formats/text.hpp"
#include "json/cursor.hpp"
#include "json/path.hpp"

#include <algorithm>

namespace viz {

std::optional<std::vector<std::string>> members_in(std::string_view by) {
    auto paths = split(by, ',');
    bool const all = std::ranges::all_of(paths, [](std::string const& path) { return json::is_path(path); });
    return all ? std::optional{std::move(paths)} : std::nullopt;
}

labeller::labeller(std::string const& by, jq_input& input) : input_(input) {
    if (auto const members = members_in(by)) {
        for (auto const& path : *members) paths_.emplace_back(std::string_view{path});
    } else {
        program_.emplace("--by", by);
        input_.is_read_by(by);
    }
}

std::optional<std::string_view> labeller::of(record const& r, output& out) {
    return program_ ? of_expression(r, out) : of_members(r);
}

std::optional<std::string_view> labeller::of_members(record const& r) {
    if (paths_.size() == 1) {
        std::string_view const value = paths_.front().of(r);
        return json::is_there(value) ? std::optional{text_of(value, text_)} : std::nullopt;
    }
    bool found = false;
    text_.clear();
    for (auto& path : paths_) {
        std::string_view const value = path.of(r);
        bool const is_there = json::is_there(value);
        found = found || is_there;
        if (&path != &paths_.front()) text_ += ", ";
        text_ += is_there ? text_of(value) : "-";
    }
    return found ? std::optional<std::string_view>{text_} : std::nullopt;
}

std::optional<std::string_view> labeller::of_expression(record const& r, output& out) {
    auto const* const value = input_.of(r);
    if (value == nullptr) {
        out.complain("--by cannot read the record, which counts as one without a value: " + input_.why());
        return std::nullopt;
    }
    std::optional<std::string_view> label;
    auto const failure = program_->run(jq_value{value->copy()}, [&](jq_value const& result) {
        if (result.kind() == JV_KIND_NULL) return false;
        text_ = result.kind() == JV_KIND_STRING ? std::string{result.text()} : result.dump();
        label = text_;
        return false;
    });
    if (failure) out.complain("--by failed for the record, which counts as one without a value: " + *failure);
    return label;
}

std::optional<labeller> optional_labeller(std::optional<std::string> const& by, jq_input& input) {
    std::optional<labeller> result;
    if (by) result.emplace(*by, input);
    return result;
}

}  // namespace viz
