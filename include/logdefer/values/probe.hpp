// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A value that is computed when the record is finished.

#include <logdefer/base/config.hpp>
#include <logdefer/values/encoder.hpp>
#include <logdefer/values/value_writer.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {
struct probe_access;
}  // namespace detail

/// What `if_kept` returns: the place of a value that is computed when the record is finished. Is written into the log
/// that it comes from, before the next part of its record; elsewhere it is `null`.
class probe {
public:
    probe(probe const&) = delete;
    probe& operator=(probe const&) = delete;
    ~probe() = default;

private:
    friend detail::probe_access;
    friend encoder<probe>;
    explicit probe(std::uint32_t number) noexcept : number_(number) {}

    std::uint32_t number_;
};

namespace detail {

struct probe_access {
    [[nodiscard]] static probe of(std::uint32_t number) noexcept { return probe{number}; }
};

}  // namespace detail

template <>
struct encoder<probe> {
    static void encode(probe const& p, value_writer& out) { detail::words_of(out).probe(p.number_); }
};

}  // namespace logdefer::inline LOGDEFER_ABI
