// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Views, which show the records that pass the filters.

#include "record/output.hpp"
#include "record/record.hpp"

namespace viz {

/// Turns records into output. Not thread-safe.
class view {
public:
    virtual ~view() = default;

    /// Called before the first record, once for all views that share the records.
    virtual void begin(output&) {}

    /// Shows a record, which is valid during the call; its `bytes` are valid until `out` was written. Records come in
    /// the order of the input.
    virtual void show(record const& r, output& out) = 0;

    /// Returns how much of a record must be read.
    [[nodiscard]] virtual extent wants() const { return extent::all; }

    /// Adds the results of a view of the same type, which has processed other records on another thread. Called only if
    /// `is_shared_view` returns true, before `finish`.
    virtual void absorb(view&) {}

    /// Called after the last record: appends a part of the remaining output. Returns true if there is more.
    virtual bool finish(output&) { return false; }
};

}  // namespace viz
