// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads a file that grows, and those that take its place.

#include "input/block.hpp"
#include "input/growing_file.hpp"
#include "input/rename_history.hpp"
#include "system/file_descriptor.hpp"
#include "system/input_error.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <string>

namespace viz {

/// Descriptors that end the following of a file, or -1.
struct follow_until {
    int readable = -1;   ///< when it becomes readable
    int abandoned = -1;  ///< when its reader has gone; it is written to
};

/// Returns lines that are completed in a file from now on, each as soon as it is complete, until following ends. A file
/// that was truncated is read from its beginning. Lines are counted from where reading began.
///
/// By name, files that take the name are read from their beginnings. A program may write to the previous file for some
/// time, until it opens the new one: that file is read, too, until nothing was added for some seconds. What is in the
/// previous file comes before what was added to the new one later. A last line that lacks its line feed is complete
/// once the program has closed the previous file, or when the reading of that file ends.
class follower final : public block_source {
public:
    struct settings {
        bool by_name = false;
        follow_until until{};
        std::size_t line_limit = longest_line;
        std::chrono::milliseconds patience{10'000};  ///< how long a previous file is read without a change
    };

    /// By name, a file that does not exist or cannot be opened yet is waited for, and reported once in a block. Throws
    /// `input_error`.
    follower(std::string path, settings how);

private:
    struct followed {
        growing_file file;
        int watch;            // the number of the file in `watch_`
        bool closed = false;  // a program has closed it after the last change
    };

    bool fill(block& b) override;
    void begin_first_file();
    [[noreturn]] void fail(input_error const& failure) const;
    [[nodiscard]] bool fill_with_lines(block& b);
    [[nodiscard]] bool wait(int milliseconds);
    [[nodiscard]] bool read_events();
    void take_event(inotify_event const& event, std::string_view name);
    void look_for_files();
    [[nodiscard]] bool try_to_begin_files();
    [[nodiscard]] file_descriptor open_renamed(rename_history::file const& taken) const;
    void begin_file(file_descriptor file);
    [[nodiscard]] bool has_name(file_descriptor const& f) const;
    [[nodiscard]] bool is_abandoned(followed const& f) const;
    [[nodiscard]] bool is_quiet(followed const& f) const;
    [[nodiscard]] followed* oldest_with_lines();
    void drop_quiet_files();
    void give(followed& from, block& b);

    std::string path_;
    settings how_;
    file_descriptor watch_;
    int folder_ = -1;  // the number of the folder in `watch_`
    rename_history renames_;
    std::list<followed> files_;  // in the order in which they took the name
    followed* last_ = nullptr;   // has given the last block
    std::string why_not_;        // why the file cannot be opened, to be reported
    bool reported_ = false;      // that it cannot; it could not be opened since
};

}  // namespace viz
