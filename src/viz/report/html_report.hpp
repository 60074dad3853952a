// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Writes an HTML page that shows many records and needs only a browser.

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace viz {

/// The limits of a report. Later records are omitted and counted.
///
/// In the browser, the page takes about four times the bytes of its records, and a text can have at most 512 MiB.
struct report_limits {
    std::size_t records = 100'000;
    std::size_t bytes = std::size_t{256} << 20U;  // of JSON text, as it was added
};

/// Writes records to a page, each as it is added.
///
/// The page works from disk: it contains its styles, script, plotting library and records. Records are in data blocks,
/// `<script type="application/json">`, one on each line. HTML ends such a block only at `<`, which is written as the
/// equivalent `\u003c`. So nothing in a record can become markup, and the page's policy allows no other script.
///
/// @par Memory    constant: records are not kept
/// @par Errors    those of the stream, reported by `finish()`
/// @par Lifetime  the stream must outlive the report
class html_report {
public:
    /// Writes the page up to its records.
    /// @param source the source of the records, which is the title of the page: any bytes
    explicit html_report(std::ostream& out, std::string_view source, report_limits limits = {});
    html_report(html_report const&) = delete;
    html_report& operator=(html_report const&) = delete;

    /// Adds one record.
    ///
    /// Its text is not parsed. Ill-formed UTF-8 is shown as U+FFFD, and the page counts text that is not a record. Line
    /// ends within the text become spaces.
    void add(std::string_view record_json);

    /// Writes the rest of the page. Must be called once, at the end.
    /// @return whether all bytes could be written to the stream
    [[nodiscard]] bool finish();

    /// Returns a message for the user about records that were omitted; empty if there are none.
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
    std::size_t block_bytes_ = 0;  // of the open data block; 0 if none is open
};

}  // namespace viz
