// SPDX-License-Identifier: BSL-1.0
#include "pipeline/latest_start.hpp"

#include "encoding/colours.hpp"
#include "input/block_reader.hpp"
#include "input/joined_source.hpp"
#include "json/padding.hpp"
#include "json/scan.hpp"
#include "pipeline/objects_in_text.hpp"
#include "record/facts.hpp"
#include "record/record.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace viz {

namespace {

class search {
public:
    void add(std::string_view line) {
        if (line.size() > longest_line || !may_be_later(line)) return;
        auto const* const r = reader_.read(line, 0, extent::outline);
        if (r != nullptr) return note(*r);
        std::string plain = text::without_colours(line);
        std::size_t const size = plain.size();
        plain.append(json::padding, '\n');
        auto const note_object = [&](std::string_view object, std::size_t) {
            auto const* const found = reader_.read(object, 0, extent::outline);
            if (found != nullptr && !is_foreign(*found)) note(*found);
            return true;
        };
        each_object(std::string_view{plain}.substr(0, size), note_object, [] {});
    }
    void end_block() { reader_.give_back_excess(); }

    [[nodiscard]] std::optional<double> result() const {
        return latest_ > before_all ? std::optional{latest_} : std::nullopt;
    }

private:
    static constexpr double before_all = std::numeric_limits<double>::lowest();

    void note(record const& r) { latest_ = std::max(latest_, start_of(r).value_or(before_all)); }

    /// A name can also be written with escapes.
    [[nodiscard]] bool may_be_later(std::string_view line) const {
        return may_start(line, key_, [&](double start) { return start > latest_; })
               || line.find("\\u") != std::string_view::npos;
    }

    json::needle key_{R"("start")"};
    record_reader reader_;
    double latest_ = before_all;
};

}  // namespace

std::optional<double> latest_start(std::vector<std::string> const& files) {
    joined_source input{std::make_unique<block_reader>(files)};  // reads what the views will read
    search latest;
    for (block b; input.next(b); latest.end_block()) {
        for (std::string_view left = b.lines(); !left.empty();) {
            std::size_t const size = std::min(left.find('\n'), left.size());
            latest.add(left.substr(0, size));
            left.remove_prefix(std::min(size + 1, left.size()));
        }
    }
    return latest.result();
}

}  // namespace viz
