// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Finds the parts of transactions that were written in several records.

#include "record/record.hpp"
#include "system/spool.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Keeps parts until the end, since any of them may be followed by a further one, and joins those of the same id. Keeps
/// up to 48 MiB of them in memory, all others in a file, and 40 bytes for each in memory. Of parts that have the same
/// number the first ones become one record, the second ones another one, and so on.
class part_store {
public:
    /// Keeps a record if it is a part. Returns false if it is not. Throws as `spool::append` does.
    [[nodiscard]] bool take(record const& r);

    /// Adds the parts of another store, whose records come from the same input.
    void absorb(part_store& other);

    /// Returns the next record in the order of first parts, or null if there are no more. It is valid until the next
    /// call. A record that would be too long for a line is returned in several pieces. No more parts may be added.
    [[nodiscard]] record const* next();

    /// Returns messages about parts that `next` has found missing, records that are in pieces, and those that it has
    /// left out since they cannot be read, as without memory.
    [[nodiscard]] std::vector<std::string> messages() const;

private:
    struct entry {
        std::uint64_t position;
        std::size_t place;
        std::uint32_t size;
        std::uint32_t spool;
        std::uint32_t id_at;  // the place of the id in the record
        std::uint32_t id_size;
        std::uint32_t part;
        std::uint32_t copy = 0;  // how many parts with the same id and number came before
    };

    /// The parts of one record that were not returned yet.
    struct group {
        std::uint64_t position;  // of the first part
        std::size_t begin;       // in the entries
        std::size_t end;
        std::uint32_t returned = 0;  // the number of the last part that was
    };

    void put_in_order();
    void find_groups();
    [[nodiscard]] record const* read(entry const& e);
    [[nodiscard]] record const* join(group& g);
    void note_missing(group const& g);
    [[nodiscard]] std::string_view id_of(entry const& e) const;

    std::vector<std::unique_ptr<spool>> spools_;  // its own, and those absorbed from other stores
    std::vector<entry> entries_;
    std::vector<group> groups_;
    bool in_order_ = false;
    std::size_t next_ = 0;  // of the groups
    record_reader reader_;
    std::string joined_;
    std::size_t incomplete_ = 0;  // records that lack parts
    std::string example_;         // which part the first of them lacks
    std::size_t in_pieces_ = 0;
    std::size_t unreadable_ = 0;
};

}  // namespace viz
