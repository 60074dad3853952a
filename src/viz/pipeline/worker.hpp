// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Processes blocks of lines.

#include "cli/options.hpp"
#include "filters/filter.hpp"
#include "input/block.hpp"
#include "json/scan.hpp"
#include "pipeline/block_result.hpp"
#include "pipeline/name_check.hpp"
#include "pipeline/part_store.hpp"
#include "record/jq_input.hpp"
#include "record/output.hpp"
#include "record/record.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Reads, filters and shows the records of blocks. Not thread-safe.
class worker {
public:
    /// Throws `usage_error` and `jq_error`.
    worker(options const& o, terminal t);

    void begin(output& out) { view_->begin(out); }
    void process(block const& b, block_result& result);

    /// Takes what another worker has found, which must live as long as this one, and is not used any more.
    void absorb(worker& other);

    /// Called after the last block: appends a part of the remaining output. Returns true if there is more.
    [[nodiscard]] bool finish(output& out);

    /// Returns messages about all records: names that none of them has, and parts that are missing. Called after
    /// `finish`.
    [[nodiscard]] std::vector<std::string> messages() const;

private:
    void process_line(std::string_view line, std::uint64_t position, block_result& result);
    void look_into(std::string_view line, std::uint64_t position, block_result& result);
    void show(record const& r, block_result& result);
    void note_foreign(block_result& result) const;
    void note_start(record const& r, block_result& result);
    void skip(block_result& result, std::string_view why) const;
    [[nodiscard]] bool finish_view(output& out);
    [[nodiscard]] bool may_keep(std::string_view line) const;
    [[nodiscard]] bool may_be_part(std::string_view line) const;
    [[nodiscard]] bool keeps(record const& r, output& out);

    bool strict_;
    bool joins_parts_;
    bool tells_at_once_;  // report skipped lines at once, since a file that is followed may have no end
    extent wanted_ = extent::all;
    jq_input input_;
    std::vector<std::unique_ptr<filter>> filters_;
    std::unique_ptr<view> view_;
    std::vector<std::unique_ptr<view>> other_views_;  // of workers that were absorbed
    record_reader reader_;
    name_check names_;
    json::needle part_key_{R"("part")"};
    part_store parts_;
    bool noted_start_ = false;
};

}  // namespace viz
