// SPDX-License-Identifier: BSL-1.0
// Replaces `html_view.cpp` if the page could not be built.
#include "views/html_view.hpp"

#include "cli/usage_error.hpp"

namespace viz {

std::unique_ptr<view> make_html_view(options const&) {
    throw usage_error{"--html: this program was built without HTML reports, which need npm at build time"};
}

}  // namespace viz
