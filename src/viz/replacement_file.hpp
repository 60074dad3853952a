// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A file that takes the place of another one when it is whole, so that a failure leaves the other one as it was.

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <string>

namespace viz {

/// A file's name that is removed at its end, or before SIGINT, SIGTERM or SIGHUP end the program. One at a time.
class temporary_name {
public:
    explicit temporary_name(std::string name);
    temporary_name(temporary_name&&) = delete;
    ~temporary_name();

    [[nodiscard]] std::string const& get() const noexcept { return name_; }

private:
    std::string name_;
};

/// Is written under a name of its own in the same folder. What is there already keeps its mode, but not its owner; of a
/// symbolic link the target is replaced. What is no regular file, or is open already, as `/dev/stdout`, is written to
/// at once.
///
/// All errors are `std::runtime_error`, with the path and the reason.
class replacement_file {
public:
    explicit replacement_file(std::string path);

    [[nodiscard]] std::ostream& stream() noexcept { return file_; }

    /// Throws where writing has failed: call it at once after writing, while the reason is known.
    void check() const;

    /// Puts the file in its place. Call it once, at last; what was not committed is removed.
    void commit();

private:
    [[noreturn]] void fail() const;
    void create_for(std::filesystem::path target, mode_t mode);

    std::string path_;    // as it was named, for messages
    std::string target_;  // what is replaced
    std::optional<temporary_name> temporary_;
    std::ofstream file_;
};

}  // namespace viz
