// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Finds the files that had a name, also if they were renamed before they could be opened.

#include <sys/inotify.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Reads the events of a folder, which report renames in the order in which they happened.
class rename_history {
public:
    /// The events that are of interest.
    static constexpr std::uint32_t mask = IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO;

    /// A file that took the name.
    struct file {
        std::string name;          ///< its present one; empty if it is not in the folder any more
        std::uint32_t cookie = 0;  ///< of the event that took its last name away
        ino_t opened = 0;          ///< the file that was opened under one of its names, or 0
    };

    /// `name` is without the folder.
    explicit rename_history(std::string name) : name_(std::move(name)) {}

    /// Takes the next event, whose name is without the zeros at its end.
    void take(inotify_event const& event, std::string_view name);

    /// Returns the files, the oldest first.
    [[nodiscard]] std::vector<file>& files() noexcept { return files_; }

    /// Forgets old files. The youngest ones are kept: a file may have been renamed so recently that the event has not
    /// come yet, and then another file was opened under its name.
    void forget_old();

private:
    std::string name_;
    std::vector<file> files_;
};

}  // namespace viz
