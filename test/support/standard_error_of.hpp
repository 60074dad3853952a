// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <unistd.h>
#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>

namespace support {

/// Returns what `run` writes to the standard error of the process.
template <class F>
std::string standard_error_of(F&& run) {
    std::FILE* const file = std::tmpfile();
    if (file == nullptr) throw std::runtime_error("no file for a test's standard error");
    int const kept = ::dup(STDERR_FILENO);
    ::dup2(::fileno(file), STDERR_FILENO);
    std::forward<F>(run)();
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    std::string text(static_cast<std::size_t>(::lseek(::fileno(file), 0, SEEK_END)), '\0');
    std::rewind(file);
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
}

}  // namespace support
