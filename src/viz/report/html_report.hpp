// SPDX-License-Identifier: BSL-1.0
#pragma once

/// One page that shows many records and needs nothing but a browser.

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace viz {

/// How much goes into a report. What comes later is left out, and counted.
///
/// The page takes about four times the bytes of its records in the browser's memory, and a browser can hold no text of
/// more than 512 MiB.
struct report_limits {
    std::size_t records = 100'000;
    std::size_t bytes = std::size_t{256} << 20U;  // of JSON text, as it was added
};

/// Writes the records to a page, each as it comes.
///
/// The page works from disk: styles, script, plotting library and records are all in it. The records stand in data
/// blocks, `<script type="application/json">`, one line each, where HTML ends at no byte but `<`; that is written as
/// `\u003c`, the same JSON. Nothing in a record can thus become markup, and the page's policy runs no other script.
///
/// @par Memory    none that grows: nothing is kept of a record
/// @par Errors    those of the stream, told by `finish()`
/// @par Lifetime  the stream must outlive the report
class html_report {
public:
    /// Writes the page up to its records.
    /// @param source what the records came from, shown as the page's title: any bytes
    explicit html_report(std::ostream& out, std::string_view source, report_limits limits = {});
    html_report(html_report const&) = delete;
    html_report& operator=(html_report const&) = delete;

    /// Adds one record.
    ///
    /// Its text is not read. Bytes that are no UTF-8 show as U+FFFD, and what is no record at all is counted by the
    /// page. Line ends within the text become spaces.
    void add(std::string_view record_json);

    /// Writes the rest of the page. Call it once, at last.
    /// @return whether the stream has taken everything
    [[nodiscard]] bool finish();

    /// What a user should know of the records that the limits kept out; empty when there are none.
    [[nodiscard]] std::string message() const;

private:
    void close_block();
    void write_escaped(std::string_view text);

    std::ostream& out_;
    std::string source_;
    report_limits limits_;
    std::size_t records_ = 0;
    std::size_t bytes_ = 0;
    std::size_t left_out_ = 0;
    std::size_t block_bytes_ = 0;  // of the data block that is open; 0: none is
};

}  // namespace viz
