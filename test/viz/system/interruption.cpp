// SPDX-License-Identifier: BSL-1.0
#include "system/interruption.hpp"

#include <boost/test/unit_test.hpp>

#include <poll.h>

#include <csignal>

namespace {

bool is_readable(int descriptor) {
    pollfd readable{descriptor, POLLIN, 0};
    return poll(&readable, 1, 0) == 1;
}

/// The actions of this process at a signal.
auto action_at(int signal) {
    struct sigaction action{};
    sigaction(signal, nullptr, &action);
    return action.sa_handler;
}

BOOST_AUTO_TEST_CASE(a_signal_makes_a_descriptor_readable_and_the_next_one_acts) {
    std::signal(SIGINT, SIG_DFL);
    viz::interruption const interrupted;
    BOOST_TEST(!is_readable(interrupted.descriptor()));
    std::raise(SIGINT);
    BOOST_TEST(is_readable(interrupted.descriptor()));
    BOOST_TEST((action_at(SIGINT) == SIG_DFL));
}

BOOST_AUTO_TEST_CASE(what_is_ignored_stays_so) {
    std::signal(SIGINT, SIG_IGN);
    {
        viz::interruption const interrupted;
        std::raise(SIGINT);
        BOOST_TEST(!is_readable(interrupted.descriptor()));
    }
    BOOST_TEST((action_at(SIGINT) == SIG_IGN));
}

BOOST_AUTO_TEST_CASE(it_leaves_nothing_behind_and_ends_nothing_without_a_signal) {
    std::signal(SIGINT, SIG_DFL);
    viz::interruption{}.act();
    BOOST_TEST((action_at(SIGINT) == SIG_DFL));
    BOOST_TEST((action_at(SIGTERM) == SIG_DFL));
}

}  // namespace
