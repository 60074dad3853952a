// SPDX-License-Identifier: BSL-1.0
#include <logdefer/logdefer.hpp>

#include "for_all.hpp"
#include "random_source.hpp"
#include "utf8.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using property::for_all;
using property::random_source;
using property::replaced;

/// Returns bytes, many of which are first bytes, limits and continuations of UTF-8.
std::string random_bytes(random_source& random) {
    std::string bytes;
    for (auto n = random.below(random.one_in(10) ? 3000 : 40); n > 0; --n) {
        auto const any = static_cast<char>(random.bits());
        bytes += random.one_in(3) ? any
                                  : random.pick({'a',    'b',    '"',    '\\',   '\0',   '\n',   '\x1f', '\x7f', '\x80',
                                                 '\x8f', '\x90', '\x9f', '\xa0', '\xbf', '\xc0', '\xc2', '\xdf', '\xe0',
                                                 '\xe1', '\xed', '\xef', '\xf0', '\xf1', '\xf4', '\xf5', '\xff'});
    }
    return bytes;
}

/// Returns the record of a transaction for which `body(log)` was called.
template <class Body>
std::string recorded(Body body) {
    std::string line;
    logdefer::log_defer log{[](std::string_view) {}};
    body(log);
    (void)log.finish(line);
    return line;
}

/// Returns the texts of the numbers in the first array of arrays after `"values":`.
std::vector<std::string_view> numbers_in(std::string_view record) {
    constexpr std::string_view before = R"("values":[)";
    record.remove_prefix(record.find(before) + before.size());
    record = record.substr(0, record.find(']'));
    std::vector<std::string_view> numbers;
    for (;;) {
        auto const comma = record.find(',');
        numbers.push_back(record.substr(0, comma));
        if (comma == std::string_view::npos) return numbers;
        record.remove_prefix(comma + 1);
    }
}

template <class T>
bool reads_back(std::string_view text, T value) {
    using bytes = std::array<std::byte, sizeof(T)>;  // bytes, since they distinguish -0.0 from 0.0
    T read{};
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), read);
    return code == std::errc{} && end == text.data() + text.size()
           && std::bit_cast<bytes>(read) == std::bit_cast<bytes>(value);
}

/// Returns any bits, a special value, a decimal with few digits, or a value next to one.
double random_double(random_source& random) {
    auto const short_decimal = [&] {
        auto const digits = static_cast<double>(random.between(-10'000'000, 10'000'000));
        return digits / random.pick({1.0, 10.0, 100.0, 1000.0, 1e4, 1e6});
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    switch (random.below(5)) {
        case 0: return std::bit_cast<double>(random.bits());
        case 4: return random.pick({0.0, -0.0, infinity, -infinity, std::numeric_limits<double>::denorm_min(), 1e17});
        case 1: return short_decimal();
        case 2: return std::nextafter(short_decimal(), random.pick({-1e300, 1e300}));
        default: return short_decimal() * std::pow(10.0, static_cast<double>(random.between(-25, 25)));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_message_of_random_bytes_reads_back_with_replacements) {
    for_all(20'000, [](random_source& random) {
        std::string const bytes = random_bytes(random);
        auto const line = recorded([&](auto& log) { log.info(bytes); });
        BOOST_TEST(line.find('\n') == line.size() - 1);
        BOOST_TEST(boost::json::parse(line).at("logs").at(0).at(2).as_string() == replaced(bytes));
    });
}

BOOST_AUTO_TEST_CASE(random_bytes_are_text_as_keys_items_and_names_of_timers_too) {
    for_all(3000, [](random_source& random) {
        std::string const bytes = random_bytes(random);
        std::string const text = replaced(bytes);
        auto const line = recorded([&](auto& log) {
            log.data(bytes, {{bytes, bytes}});
            log.toggle_timer(bytes);
        });
        auto const record = boost::json::parse(line);
        BOOST_TEST(record.at("data").at(text).at(text).as_string() == text);
        BOOST_TEST(record.at("timers").at(0).at(0).as_string() == text);
    });
}

BOOST_AUTO_TEST_CASE(two_bytes_of_every_kind_read_back_with_replacements) {
    std::string all;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) all += {'<', static_cast<char>(first), static_cast<char>(second)};
    }
    auto const line = recorded([&](auto& log) { log.info(all); });
    BOOST_TEST((boost::json::parse(line).at("logs").at(0).at(2).as_string() == replaced(all)));
}

BOOST_AUTO_TEST_CASE(a_random_double_reads_back_as_itself) {
    for_all(200, [](random_source& random) {
        std::vector<double> values(300);
        for (double& v : values) v = random_double(random);
        auto const line = recorded([&](auto& log) { log.data("values", values); });
        auto const texts = numbers_in(line);
        BOOST_TEST_REQUIRE(texts.size() == values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            bool const good = std::isfinite(values[i]) ? reads_back(texts[i], values[i]) : texts[i] == "null";
            BOOST_TEST(good, texts[i] << " for " << values[i]);
        }
        BOOST_TEST(boost::json::parse(line).is_object());
    });
}

BOOST_AUTO_TEST_CASE(a_random_float_reads_back_as_itself) {
    for_all(100, [](random_source& random) {
        std::vector<float> values(300);
        for (float& v : values) v = std::bit_cast<float>(static_cast<std::uint32_t>(random.bits()));
        auto const line = recorded([&](auto& log) { log.data("values", values); });
        auto const texts = numbers_in(line);
        BOOST_TEST_REQUIRE(texts.size() == values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            bool const good = std::isfinite(values[i]) ? reads_back(texts[i], values[i]) : texts[i] == "null";
            BOOST_TEST(good, texts[i] << " for " << values[i]);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_random_integer_reads_back_as_itself) {
    for_all(100, [](random_source& random) {
        auto const low = static_cast<std::int64_t>(random.bits()) >> random.below(64);
        auto const high = random.bits() >> random.below(64);
        auto const line = recorded([&](auto& log) { log.data("values", logdefer::list{low, high}); });
        auto const texts = numbers_in(line);
        BOOST_TEST(reads_back(texts.at(0), low));
        BOOST_TEST(reads_back(texts.at(1), high));
    });
}
