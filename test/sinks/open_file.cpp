// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/open_file.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace logdefer::detail;

BOOST_AUTO_TEST_CASE(a_path_may_name_a_descriptor) {
    BOOST_TEST(descriptor_named("/dev/stdout") == 1);
    BOOST_TEST(descriptor_named("/dev/stderr") == 2);
    BOOST_TEST(descriptor_named("/dev/fd/15") == 15);
    BOOST_TEST(descriptor_named("/proc/self/fd/0") == 0);
    for (auto const* other :
         {"", "/dev/fd/", "/dev/fd/x", "/dev/fd/1x", "/dev/fd/-1", "/dev/fd/99999999999", "dev/fd/1", "/dev/null"}) {
        BOOST_TEST(descriptor_named(other) == -1, other);
    }
}

BOOST_AUTO_TEST_CASE(what_is_opened_does_not_become_a_standard_stream) {
    pid_t const child = ::fork();
    if (child == 0) {
        for (int const stream : {0, 1, 2}) ::close(stream);
        int const descriptor = open_for_appending("/dev/null", 0644);
        bool const moved = descriptor > 2 && (::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0;
        ::_exit(moved && ::fcntl(0, F_GETFD) == -1 && ::fcntl(1, F_GETFD) == -1 ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(standard_output_that_is_a_file_is_shared_with_what_the_program_prints) {
    char name[] = "/tmp/logdefer-output-XXXXXX";
    int const file = ::mkstemp(name);
    BOOST_REQUIRE(file >= 0);
    pid_t const child = ::fork();
    if (child == 0) {
        ::dup2(file, STDOUT_FILENO);
        int const descriptor = open_for_appending("/dev/stdout", 0644);
        bool const written = ::write(STDOUT_FILENO, "a", 1) == 1 && ::write(descriptor, "b", 1) == 1
                             && ::write(STDOUT_FILENO, "c", 1) == 1;
        ::_exit(written ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    char found[4] = {};
    BOOST_TEST(::pread(file, found, 3, 0) == 3);
    BOOST_TEST(std::string{found} == "abc");
    ::close(file);
    ::unlink(name);
}

BOOST_AUTO_TEST_CASE(standard_output_is_opened_also_where_it_is_a_socket) {
    int ends[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    pid_t const child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);  // as systemd does
        int const descriptor = open_for_appending("/dev/stdout", 0644);
        ::_exit(descriptor > 2 && ::write(descriptor, "x", 1) == 1 ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    char found = 0;
    BOOST_TEST(::read(ends[0], &found, 1) == 1);
    BOOST_TEST(found == 'x');
    ::close(ends[0]);
    ::close(ends[1]);
}
