// SPDX-License-Identifier: BSL-1.0
#include "system/spool.hpp"

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string_view>
#include <system_error>

namespace {

BOOST_AUTO_TEST_CASE(bytes_are_found_again_in_memory_and_in_a_file) {
    for (std::size_t const memory : {std::size_t{1} << 20, std::size_t{32}}) {
        viz::spool spool{memory};
        std::size_t const first = spool.append("first");
        std::size_t const second = spool.append("a second one that is long");
        spool.seal();
        BOOST_TEST(spool.at(first, 5) == "first");
        BOOST_TEST(spool.at(second, 25) == "a second one that is long");
    }
}

/// While it lives, no file of this process can grow.
class small_files {
public:
    explicit small_files(rlim_t size) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit const limit{.rlim_cur = size, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    small_files(small_files&&) = delete;
    ~small_files() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, signal_);
    }

private:
    rlimit before_{};
    void (*signal_)(int);
};

BOOST_AUTO_TEST_CASE(a_file_that_cannot_take_all_is_told_with_the_reason) {
    viz::spool spool{32};
    spool.append("bytes that stay in memory");
    auto const says_why = [](std::system_error const& failure) {
        return failure.code() == std::errc::file_too_large
               && std::string_view{failure.what()}.starts_with("cannot use the temporary file for records: ");
    };
    small_files const limit{16};
    BOOST_CHECK_EXCEPTION(spool.append("bytes for which these go to the file"), std::system_error, says_why);
}

BOOST_AUTO_TEST_CASE(an_empty_spool_has_no_bytes) {
    viz::spool spool{32};
    spool.seal();
    BOOST_TEST(spool.at(0, 5).empty());
}

}  // namespace
