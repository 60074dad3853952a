// SPDX-License-Identifier: BSL-1.0
// Each system call of file_sink fails in turn, with each error: exactly the records that are reported as written can be
// read, and no descriptor stays open.

#include <logdefer/sinks/file_sink.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

enum class call { open, write, fstat, stat, close, pread, lseek, fdatasync };

/// The calls of one kind, of which the n-th fails, or all from the n-th on.
struct fault {
    call kind = call::open;
    int error = 0;
    bool lasting = false;
    bool short_write = false;  ///< the previous write takes only three bytes
    int nth = 0;               ///< 0: none

    friend std::ostream& operator<<(std::ostream& out, fault const& f) {
        return out << "call " << static_cast<int>(f.kind) << ", error " << f.error << ", from " << f.nth
                   << (f.lasting ? " on" : "") << (f.short_write ? ", after a short write" : "");
    }
};

fault planned;
int seen = 0;

bool fails(call kind) {
    if (planned.nth == 0 || kind != planned.kind) return false;
    ++seen;
    if (seen != planned.nth && !(planned.lasting && seen > planned.nth)) return false;
    errno = planned.error;
    return true;
}

bool is_short(call kind) { return planned.short_write && kind == planned.kind && seen + 1 == planned.nth; }

int result(long n) { return static_cast<int>(n); }

}  // namespace

// These replace the functions of the C library in this program.
extern "C" {
int open(char const* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    auto const mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return fails(call::open) ? -1 : result(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
ssize_t write(int descriptor, void const* bytes, std::size_t n) {
    if (is_short(call::write)) n = std::min<std::size_t>(n, 3);
    return fails(call::write) ? -1 : ::syscall(SYS_write, descriptor, bytes, n);
}
int fstat(int descriptor, struct stat* status) noexcept {
    return fails(call::fstat) ? -1 : ::fstatat(descriptor, "", status, AT_EMPTY_PATH);
}
int stat(char const* path, struct stat* status) noexcept {
    return fails(call::stat) ? -1 : ::fstatat(AT_FDCWD, path, status, 0);
}
int close(int descriptor) {
    long const closed = ::syscall(SYS_close, descriptor);  // Linux closes it in any case
    return fails(call::close) ? -1 : result(closed);
}
ssize_t pread(int descriptor, void* bytes, std::size_t n, off_t place) {
    return fails(call::pread) ? -1 : ::syscall(SYS_pread64, descriptor, bytes, n, place);
}
off_t lseek(int descriptor, off_t place, int from) noexcept {
    return fails(call::lseek) ? -1 : ::syscall(SYS_lseek, descriptor, place, from);
}
int fdatasync(int) { return fails(call::fdatasync) ? -1 : 0; }
}

namespace {

std::size_t open_descriptors() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{"/proc/self/fd"}, fs::directory_iterator{}));
}

struct folder {
    fs::path path;

    folder() {
        std::string name = (fs::temp_directory_path() / "logdefer-calls-XXXXXX").string();
        BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    folder(folder const&) = delete;
    ~folder() { fs::remove_all(path); }

    /// Returns the lines that are records, in all files.
    [[nodiscard]] std::multiset<std::string> records() const {
        std::multiset<std::string> found;
        for (auto const& file : fs::directory_iterator{path}) {
            std::ifstream in{file.path()};
            for (std::string line; std::getline(in, line);) {
                if (line.starts_with('{') && line.find('}') == line.size() - 1) found.insert(line);
            }
        }
        return found;
    }
};

/// The life of a file: found torn, written, renamed, written, reopened on request, moved, written.
std::multiset<std::string> live(fs::path const& path) {
    std::multiset<std::string> written;
    auto const write = [&](logdefer::file_sink& sink, std::string const& record) {
        std::size_t n = 0;
        auto const code = sink.write(record + '\n', n);
        BOOST_TEST((n == 0 || n == record.size() + 1));
        BOOST_TEST((n != 0 || code));
        if (n != 0) written.insert(record);
    };
    std::ofstream{path} << "{killed";
    logdefer::file_sink first{path.string(), {.check_interval = 0s, .sync_interval = 0s, .timeout = 1ms}};
    write(first, "{1}");
    write(first, "{22}");
    std::error_code ignored;
    fs::rename(path, path.string() + ".1", ignored);
    write(first, "{333}");
    write(first, "{4444}");
    first.reopen();
    auto second = std::move(first);
    write(second, "{55555}");
    write(second, "{666666}");
    return written;
}

/// Whether the fault occurred.
bool survives(fault const& f) {
    BOOST_TEST_CONTEXT(f) {
        folder const place;
        auto const before = open_descriptors();
        planned = f;
        seen = 0;
        auto const written = live(place.path / "requests.log");
        planned = {};
        BOOST_TEST(open_descriptors() == before);
        BOOST_TEST(place.records() == written, boost::test_tools::per_element());
    }
    return seen >= f.nth;
}

void fail_in_turn(call kind, std::initializer_list<int> errors, bool short_write = false) {
    for (int const error : errors) {
        for (bool const lasting : {false, true}) {
            if (lasting && error == EINTR) continue;  // nothing can be done but to keep trying
            int nth = short_write ? 2 : 1;
            while (survives({kind, error, lasting, short_write, nth})) ++nth;
            BOOST_TEST(nth > 1, "the call is never made");
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_fails_by_itself) {
    folder const place;
    BOOST_TEST(live(place.path / "requests.log").size() == 6U);
    BOOST_TEST(place.records().size() == 6U);
}

BOOST_AUTO_TEST_CASE(open_fails) { fail_in_turn(call::open, {EINTR, EACCES, ENOSPC, EMFILE, ENXIO}); }
BOOST_AUTO_TEST_CASE(write_fails) { fail_in_turn(call::write, {EINTR, ENOSPC, EIO, EDQUOT, EFBIG, EAGAIN}); }
BOOST_AUTO_TEST_CASE(write_fails_after_a_part) { fail_in_turn(call::write, {EINTR, ENOSPC, EIO, EAGAIN}, true); }
BOOST_AUTO_TEST_CASE(fstat_fails) { fail_in_turn(call::fstat, {EIO, EOVERFLOW}); }
BOOST_AUTO_TEST_CASE(stat_fails) { fail_in_turn(call::stat, {EACCES, ENOENT, EIO}); }
BOOST_AUTO_TEST_CASE(close_fails) { fail_in_turn(call::close, {EIO, EINTR, ENOSPC}); }
BOOST_AUTO_TEST_CASE(pread_fails) { fail_in_turn(call::pread, {EIO, EINTR}); }
BOOST_AUTO_TEST_CASE(lseek_fails) { fail_in_turn(call::lseek, {ESPIPE, EIO}); }
BOOST_AUTO_TEST_CASE(fdatasync_fails) { fail_in_turn(call::fdatasync, {EIO, ENOSPC, EINTR}); }
