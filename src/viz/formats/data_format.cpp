// SPDX-License-Identifier: BSL-1.0
#include "formats/data_format.hpp"

#include "formats/dumper.hpp"
#include "formats/json.hpp"
#include "formats/yaml.hpp"

namespace viz::json {

void append_formatted(std::string& out, std::string_view value, data_format format, bool terminal) {
    switch (format) {
        case data_format::json: return append_compact(out, value, {.del = terminal});
        case data_format::json_pretty: return append_pretty(out, value, {.above_ascii = true, .del = terminal});
        case data_format::yaml: return append_yaml(out, value);
        case data_format::dumper: return append_dumper(out, value, {.above_ascii = true, .del = terminal});
    }
}

}  // namespace viz::json
