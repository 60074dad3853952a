// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Writes a file that replaces another one when it is complete, so that a failure leaves the other file unchanged.

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <string>

namespace viz {

/// Removes a file by its name when it is destroyed, or before SIGINT, SIGTERM or SIGHUP ends the program. There may be
/// only one object at a time.
class temporary_name {
public:
    explicit temporary_name(std::string name);
    temporary_name(temporary_name&&) = delete;
    ~temporary_name();

    [[nodiscard]] std::string const& get() const noexcept { return name_; }

private:
    std::string name_;
};

/// Is written under a temporary name in the same folder. An existing file keeps its mode, but not its owner; if it is a
/// symbolic link, its target is replaced. If it is not a regular file, or is already open, as `/dev/stdout`, it is
/// written directly.
///
/// All errors are `std::runtime_error` with the path and the reason.
class replacement_file {
public:
    explicit replacement_file(std::string path);

    [[nodiscard]] std::ostream& stream() noexcept { return file_; }

    /// Throws if writing has failed. Must be called directly after writing, while `errno` is valid.
    void check() const;

    /// Moves the file to its place. Must be called once, at the end; without it, the file is removed.
    void commit();

private:
    [[noreturn]] void fail() const;
    void create_for(std::filesystem::path target, mode_t mode);

    std::string path_;    // as the user named it, for messages
    std::string target_;  // the file that is replaced
    std::optional<temporary_name> temporary_;
    std::ofstream file_;
};

}  // namespace viz
