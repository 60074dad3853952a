// SPDX-License-Identifier: BSL-1.0
#include "cli/options.hpp"

#include "encoding/utf8.hpp"
#include "encoding/words.hpp"

#include <algorithm>

namespace viz {

std::string names_of_inputs(options const& o) {
    std::vector<std::string> names(o.files.size());
    std::ranges::transform(o.files, names.begin(),
                           [](auto const& file) { return file == "-" ? "standard input" : json::well_formed(file); });
    return joined(names, ", ");
}

}  // namespace viz
