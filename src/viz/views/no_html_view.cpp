// SPDX-License-Identifier: BSL-1.0
// In the place of `html_view.cpp` where the page could not be built.
#include "views/html_view.hpp"

namespace viz {

std::unique_ptr<view> make_html_view(options const&) {
    throw usage_error{"--html: this program was built without HTML reports, which need npm at build time"};
}

}  // namespace viz
