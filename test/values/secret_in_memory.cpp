// SPDX-License-Identifier: BSL-1.0
/// Looks for a secret in the memory of this program after it was logged.

#include <logdefer/values/secret.hpp>

#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <ios>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

namespace {

/// Two words, by which they are found without a copy of them: the compiler does not invert a multiplication.
class fingerprint {
public:
    fingerprint() = default;
    explicit fingerprint(std::array<char, 16> const& bytes) noexcept {
        for (std::size_t i = 0; i < products_.size(); ++i) products_[i] = product_at(bytes.data() + i * 8);
    }

    /// Returns whether one of the words is in the memory.
    [[nodiscard]] bool is_in(char const* memory, std::size_t size) const noexcept {
        for (std::size_t i = 0; i + 8 <= size; ++i) {
            auto const product = product_at(memory + i);
            if (product == products_[0] || product == products_[1]) return true;
        }
        return false;
    }

private:
    static std::uint64_t product_at(char const* bytes) noexcept {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes, sizeof word);
        return word * 0x9e37'79b9'7f4a'7c15U;
    }

    std::array<std::uint64_t, 2> products_{};
};

/// Overwrites the part of the stack that calls have used before.
[[gnu::noinline]] void overwrite_stack() {
    std::array<char, 65536> used;
    explicit_bzero(used.data(), used.size());
}

[[gnu::noinline]] fingerprint fill(std::array<char, 16>& bytes) {
    BOOST_REQUIRE(getrandom(bytes.data(), bytes.size(), 0) == 16);
    return fingerprint{bytes};
}

/// Reads all memory of this program that can be written.
[[gnu::noinline]] bool is_in_memory(fingerprint const& secret) {
    overwrite_stack();
    static std::array<char, 65536> part;
    int const memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    BOOST_REQUIRE(memory >= 0);
    bool found = false;
    std::ifstream maps{"/proc/self/maps"};
    for (std::string line; !found && std::getline(maps, line);) {
        std::istringstream words{line};
        std::uintptr_t at = 0;
        std::uintptr_t end = 0;
        char dash = 0;
        std::string permissions;
        words >> std::hex >> at >> dash >> end >> permissions;
        if (permissions.find("rw") != 0) continue;
        constexpr std::size_t overlap = 7;  // so that no word is missed between two parts
        while (!found && at + overlap < end) {
            auto const n = ::pread(memory, part.data(), std::min(part.size(), end - at), static_cast<off_t>(at));
            if (n <= static_cast<ssize_t>(overlap)) break;
            found = secret.is_in(part.data(), static_cast<std::size_t>(n));
            at += static_cast<std::size_t>(n) - overlap;
        }
    }
    ::close(memory);
    explicit_bzero(part.data(), part.size());
    return found;
}

/// Logs a random value by `use(log, value)`, overwrites the value, and returns whether it is still in memory.
template <class Serializer, class Use>
bool remains(Use const& use) {
    static std::array<char, 16> value;
    fingerprint const secret = fill(value);
    std::string written;
    std::string filler(100, 'x');
    {
        logdefer::basic_log_defer<logdefer::manual_clock, Serializer> log{
            [&](std::string_view record) { written = record; }, logdefer::manual_clock{}};
        log.info("before", {{"filler", filler}});
        use(log, std::string_view{value.data(), value.size()});
        log["after"] = filler;
    }
    BOOST_TEST(is_in_memory(secret));
    explicit_bzero(value.data(), value.size());
    return is_in_memory(secret);
}

template <class Use>
bool remains_in_any_format(Use const& use) {
    bool const json = remains<logdefer::json_serializer>(use);
    bool const text = remains<logdefer::text_serializer>(use);
    return json || text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_value_that_is_logged_as_it_is_is_found_in_memory) {
    BOOST_TEST(remains_in_any_format([](auto& log, std::string_view value) { log["value"] = value; }));
}

BOOST_AUTO_TEST_CASE(a_secret_does_not_remain_in_memory) {
    BOOST_TEST(!remains_in_any_format([](auto& log, std::string_view value) {
        log.info("secret", {{"field", logdefer::secret{value}}}, logdefer::secret{value});
        log["member"] = logdefer::secret{value};
        log.info([&] { return std::tuple{"lazy", logdefer::secret{value}}; });
    }));
}

BOOST_AUTO_TEST_CASE(a_secret_with_a_value_of_its_own_does_not_remain_in_memory) {
    BOOST_TEST(!remains_in_any_format([](auto& log, std::string_view value) {
        std::string own(32, '-');  // what an allocator overwrites of memory that is freed
        own.reserve(64);
        own += value;
        logdefer::secret<std::string> const owner{std::move(own)};
        log["member"] = owner;
        log.info("moved into a probe", log.if_kept([hidden = owner] { return hidden; }));
    }));
}
