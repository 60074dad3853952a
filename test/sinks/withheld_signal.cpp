// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/withheld_signal.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>

#include <pthread.h>

using logdefer::detail::withheld_signal;

namespace {

int volatile handled = 0;

/// Counts the signals that arrive.
struct counting_handler {
    struct sigaction before{};

    counting_handler() {
        handled = 0;
        struct sigaction counting{};
        counting.sa_handler = [](int) { handled = handled + 1; };
        ::sigaction(SIGXFSZ, &counting, &before);
    }
    counting_handler(counting_handler const&) = delete;
    ~counting_handler() { ::sigaction(SIGXFSZ, &before, nullptr); }
};

void send() { ::pthread_kill(::pthread_self(), SIGXFSZ); }

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_discarded_signal_never_arrives, counting_handler) {
    {
        withheld_signal const withheld{SIGXFSZ};
        send();
        errno = EFBIG;
        withheld.discard();
        BOOST_TEST(errno == EFBIG);
    }
    BOOST_TEST(handled == 0);
}

BOOST_FIXTURE_TEST_CASE(one_that_is_not_discarded_arrives_afterwards, counting_handler) {
    {
        withheld_signal const withheld{SIGXFSZ};
        send();
        BOOST_TEST(handled == 0);
    }
    BOOST_TEST(handled == 1);
}

BOOST_FIXTURE_TEST_CASE(one_that_the_program_has_blocked_and_pending_is_not_discarded, counting_handler) {
    {
        withheld_signal const blocked_by_the_program{SIGXFSZ};
        send();
        {
            withheld_signal const withheld{SIGXFSZ};
            withheld.discard();
        }
        BOOST_TEST(handled == 0);
    }
    BOOST_TEST(handled == 1);
}

BOOST_FIXTURE_TEST_CASE(nothing_to_discard_does_no_harm, counting_handler) {
    withheld_signal const withheld{SIGXFSZ};
    errno = EPIPE;
    withheld.discard();
    BOOST_TEST(errno == EPIPE);
}
