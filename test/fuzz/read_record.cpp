// SPDX-License-Identifier: BSL-1.0
/// Checks that a record that the reader accepts is written as a record that reads and writes as itself.
#include <logdefer/reader/json_reader.hpp>

#include "target.hpp"

#include <boost/json.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const input{reinterpret_cast<char const*>(data), size};  // cast: char and uint8_t are both bytes
    logdefer::record record;
    if (!logdefer::read_record(input, record)) {
        fuzz::require(record.empty(), "a failure leaves the record alone", input);
        return 0;
    }
    std::string const written = fuzz::json_of(record);
    boost::json::error_code code;
    (void)boost::json::parse(written, code, {}, {.max_depth = 200});
    fuzz::require(!code, "what is written is JSON", written);
    fuzz::require(written.find('\n') == written.size() - 1, "what is written is one line", written);
    fuzz::require(bool{logdefer::read_record(written, record)}, "what is written can be read", written);
    fuzz::require(fuzz::json_of(record) == written, "what is written reads as itself", written);
    return 0;
}
