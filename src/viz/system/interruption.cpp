// SPDX-License-Identifier: BSL-1.0
#include "system/interruption.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace viz {

namespace {

constexpr std::array signals{SIGINT, SIGTERM};

/// The descriptor that the handler writes to: the only part of the object that it may use.
std::sig_atomic_t volatile write_end = -1;

void handle(int signal) {
    int const saved = errno;
    auto const byte = static_cast<unsigned char>(signal);
    [[maybe_unused]] auto const written = write(write_end, &byte, 1);  // the pipe has room for both signals
    errno = saved;
}

void act_by(void (*handler)(int), int flags) {
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = flags;
    for (int const signal : signals) {
        struct sigaction old{};
        sigaction(signal, nullptr, &old);
        if (old.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
    }
}

}  // namespace

interruption::interruption() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw std::system_error{errno, std::generic_category(), "cannot create a pipe for signals"};
    }
    read_ = file_descriptor{ends[0]};
    write_ = file_descriptor{ends[1]};
    write_end = write_.get();
    act_by(handle, static_cast<int>(SA_RESETHAND) | SA_RESTART);  // cast: unlike the other flags, this one is unsigned
}

interruption::~interruption() { act_by(SIG_DFL, 0); }

void interruption::act() const {
    unsigned char signal = 0;
    if (::read(read_.get(), &signal, 1) != 1) return;
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

}  // namespace viz
