// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What becomes of the records that are kept.

#include "output.hpp"
#include "record.hpp"

namespace viz {

/// Turns records into output. One thread at a time.
class view {
public:
    virtual ~view() = default;

    /// Before the first record, once for all views that share them.
    virtual void begin(output&) {}

    /// A record, valid during the call, and its `bytes` until `out` was written. Records come in the order of the
    /// input.
    virtual void show(record const& r, output& out) = 0;

    /// How much it wants to know of a record.
    [[nodiscard]] virtual extent wants() const { return extent::all; }

    /// Takes over what another view of the same kind has gathered from records of its own, in another thread. Only
    /// called where `is_shared_view` says so, before `finish`.
    virtual void absorb(view&) {}

    /// After the last record: appends a part of what is left to say. True where there is more.
    virtual bool finish(output&) { return false; }
};

}  // namespace viz
