// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What becomes of the records that are kept.

#include "jq_input.hpp"
#include "options.hpp"
#include "output.hpp"
#include "record.hpp"

#include <memory>

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

/// What the terminal is like, or that there is none.
struct terminal {
    bool present = false;
    int columns = 0;  ///< 0 where it does not tell
};

/// How wide charts are: as the options say, else as the terminal is, else 100 columns.
[[nodiscard]] int chart_columns(options const& o, terminal t);

/// Whether there are colours: as the options say, else on a terminal, unless NO_COLOR is set.
[[nodiscard]] bool wants_colour(options const& o, terminal t);

/// The view that the options ask for. `input` outlives it. Throws `jq_error`.
[[nodiscard]] std::unique_ptr<view> make_view(options const& o, terminal t, jq_input& input);

/// Whether nothing is shown before the last record was read.
[[nodiscard]] bool is_shown_at_end(options const& o);

/// Whether several views may share the records: each is shown on its own account, or what is gathered can be absorbed.
[[nodiscard]] bool is_shared_view(options const& o);

}  // namespace viz
