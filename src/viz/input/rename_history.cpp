// SPDX-License-Identifier: BSL-1.0
#include "input/rename_history.hpp"

#include <algorithm>
#include <utility>

namespace viz {

void rename_history::take(inotify_event const& event, std::string_view name) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) return files_.clear();
    if ((event.mask & IN_MOVED_FROM) != 0) {
        auto const moved = std::ranges::find(files_, name, &file::name);
        if (moved != files_.end()) {
            moved->name.clear();
            moved->cookie = event.cookie;
        }
        return;
    }
    std::erase_if(files_, [&](file const& replaced) { return replaced.name == name; });
    auto const moved = std::ranges::find_if(
        files_, [&](file const& f) { return f.name.empty() && event.cookie != 0 && f.cookie == event.cookie; });
    if (moved != files_.end()) {
        moved->name = name;
    } else if (name == name_) {
        files_.push_back({.name = std::string{name}});
    }
}

void rename_history::forget_old() {
    constexpr std::ptrdiff_t most = 16;
    if (std::ssize(files_) > most) files_.erase(files_.begin(), files_.end() - most);
}

}  // namespace viz
