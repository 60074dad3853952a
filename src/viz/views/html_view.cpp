// SPDX-License-Identifier: BSL-1.0
#include "views/html_view.hpp"

#include "cli/usage_error.hpp"
#include "report/html_report.hpp"
#include "system/replacement_file.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace viz {

namespace {

class html_view final : public view {
public:
    explicit html_view(options const& o) : file_(*o.html), report_(file_.stream(), names_of_inputs(o)) {
        file_.check();
    }

    void show(record const& r, output&) override {
        report_.add(r.json);
        file_.check();
    }

    bool finish(output& out) override {
        if (report_.finish()) file_.commit();
        file_.check();
        if (auto message = report_.message(); !message.empty()) out.complain(std::move(message));
        return false;
    }

private:
    replacement_file file_;
    html_report report_;
};

bool is_same_file(std::string const& a, std::string const& b) {
    std::error_code failure;
    return std::filesystem::is_regular_file(a, failure) && std::filesystem::equivalent(a, b, failure);
}

}  // namespace

std::unique_ptr<view> make_html_view(options const& o) {
    auto const same = std::ranges::find_if(
        o.files, [&](auto const& file) { return is_same_file(*o.html, file == "-" ? "/dev/stdin" : file); });
    if (same != o.files.end()) throw usage_error{"--html " + *o.html + " would replace an input"};
    return std::make_unique<html_view>(o);
}

}  // namespace viz
