// SPDX-License-Identifier: BSL-1.0

// Prints numbers as the library writes them; numbers.py compares the output between compiler flags. If there are many
// numbers, a line is the hash of a thousand.

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/formats/text_serializer.hpp>

#include <boost/json/value.hpp>

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

template <class T>
struct measured {
    T value;
};

template <class T>
struct logdefer::encoder<measured<T>> {
    static void encode(measured<T> const& m, logdefer::value_writer& out) {
        out.object([&](logdefer::object_writer& members) { members.member("encoded", m.value); });
    }
};

namespace {

using namespace std::chrono_literals;
using std::chrono::duration;

/// A clock that stands still at 0 until it is moved.
struct test_clock {
    static inline std::int64_t now = 0;
    static std::chrono::nanoseconds wall() noexcept { return {}; }
    static std::int64_t ticks() noexcept { return now; }
    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept { return std::chrono::nanoseconds{ticks}; }
};

/// The numbers of splitmix64.
class random_bits {
public:
    explicit random_bits(std::uint64_t seed) noexcept : state_(seed) {}
    std::uint64_t operator()() noexcept {
        std::uint64_t z = state_ += 0x9e37'79b9'7f4a'7c15U;
        z = (z ^ z >> 30U) * 0xbf58'476d'1ce4'e5b9U;
        z = (z ^ z >> 27U) * 0x94d0'49bb'1331'11ebU;
        return z ^ z >> 31U;
    }

private:
    std::uint64_t state_;
};

using log_type = logdefer::basic_log_defer<test_clock>;

template <class Record>
logdefer::record recorded(Record&& record) {
    log_type log{[](std::string_view) {}};
    record(log);
    logdefer::record result;
    (void)log.finish(result);
    return result;
}

template <class Serializer>
std::string rendered(logdefer::record const& r) {
    logdefer::output_buffer out;
    (void)Serializer{}.append(r.view(), out);
    return std::string{out.view()};
}

template <class Record>
std::string json(Record&& record) {
    return rendered<logdefer::json_serializer>(recorded(record));
}

void print_hash(std::string_view section, std::string_view text) {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
    for (char const c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3U;
    std::printf("%.*s %016llx\n", static_cast<int>(section.size()), section.data(),
                static_cast<unsigned long long>(hash));
}

/// Prints the hash of each thousand of `count` numbers.
template <class Number, class Next>
void print_hashes(std::string_view section, int count, Next&& next) {
    std::vector<Number> numbers(1000);
    for (int i = 0; i < count; i += 1000) {
        for (Number& n : numbers) n = next();
        print_hash(section, json([&](log_type& log) { log.data("numbers", numbers); }));
    }
}

/// One operation each, with all flags: compilers know neither operand.
void thousandths() {
    double volatile k = 0;
    double const volatile factor = 0.001;
    double const volatile divisor = 1000;
    print_hashes<double>("product", 2'000'000, [&] {
        double const value = k * factor;
        k = k + 1;
        return value;
    });
    k = 0;
    print_hashes<double>("negative quotient", 2'000'000, [&] {
        double const value = -k / divisor;
        k = k + 1;
        return value;
    });
}

/// Denormals are printed separately: with some flags they are 0.
template <class Number, class Bits>
Number random_number(random_bits& random) {
    constexpr Bits sign = Bits{1} << (8 * sizeof(Bits) - 1);
    constexpr auto least = std::bit_cast<Bits>(std::numeric_limits<Number>::min());
    for (;;) {
        auto const bits = static_cast<Bits>(random());
        if ((bits & ~sign) >= least) return std::bit_cast<Number>(bits);
    }
}

void random_numbers(std::uint64_t seed) {
    random_bits random{seed};
    // as bits, since a function that returns NaN has no defined value with some flags
    std::vector<double> doubles(1000);
    std::vector<float> floats(1000);
    for (int i = 0; i < 1000; ++i) {
        for (double& d : doubles) d = random_number<double, std::uint64_t>(random);
        print_hash("double", json([&](log_type& log) { log.data("numbers", doubles); }));
        if (i >= 200) continue;
        for (float& f : floats) f = random_number<float, std::uint32_t>(random);
        print_hash("float", json([&](log_type& log) { log.data("numbers", floats); }));
    }
}

void edges() {
    for (double const edge : {0.0, 2.2250738585072014e-308, 1e-5, 0.001, 1.0, 9'999.999, 10'000.0, 1e12,
                              999'999'999'999.999, 1e17, 9007199254740992.0, 1.7976931348623157e308}) {
        for (int step = -2; step <= 2; ++step) {
            auto const bits = std::bit_cast<std::uint64_t>(edge) + static_cast<std::uint64_t>(step);
            std::array const both{std::bit_cast<double>(bits), std::bit_cast<double>(bits ^ 1ULL << 63U)};
            bool const denormal = (bits & ~(1ULL << 63U)) - 1 < (1ULL << 52U) - 1;
            std::printf("%s%016llx %s", denormal ? "denormal " : "edge ", static_cast<unsigned long long>(bits),
                        json([&](log_type& log) { log.data("both", both); }).c_str());
        }
    }
    auto const least = std::bit_cast<float>(1U);
    std::printf("denormal float %s", json([&](log_type& log) { log.data("least", least); }).c_str());
}

/// All ways in which a number can get into a record.
template <class Number>
void record_ways(log_type& log, Number const& n) {
    log.data("data", n);
    log["index"] = n;
    log.data({{"braces", n}, {"nested", {{"deeper", n}}}});
    log.info("item", n);
    log.info("fields", {{"value", n}});
    log.info("array", std::array{n, n});
    log.info("vector", std::vector{n, n});
    log.info("map", std::map<std::string, Number>{{"key", n}});
    log.info("optional", std::optional{n});
    log.info("variant", std::variant<int, Number>{n});
    log.info("tuple", std::tuple{n, 1});
    log.info("encoder", measured<Number>{n});
    log.info("duration", duration<Number>{n});
    log.info("milliseconds", duration<Number, std::milli>{n}, duration<Number, std::ratio<7, 3>>{n});
    log.info("time point", std::chrono::sys_time<duration<Number, std::micro>>{duration<Number, std::micro>{n}});
    log.info([&n] { return std::tuple{"lazy", n}; });
    log.info("json", boost::json::value(static_cast<double>(n)));
}

/// Uses both serializers.
template <class Record>
void print_records(std::string_view what, Record const& record) {
    auto const both = recorded(record);
    auto const json = rendered<logdefer::json_serializer>(both);
    auto const text = rendered<logdefer::text_serializer>(both);
    std::printf("%.*s %s%s\n", static_cast<int>(what.size()), what.data(), json.c_str(), text.c_str());
}

/// Constants: with clang's -ffinite-math-only, what a function returns instead of them at run time is undefined.
template <class Number>
constexpr Number nan = std::numeric_limits<Number>::quiet_NaN();
template <class Number>
constexpr Number signalling = std::numeric_limits<Number>::signaling_NaN();
template <class Number>
constexpr Number infinity = std::numeric_limits<Number>::infinity();
template <class Number>
constexpr Number minus_infinity = -std::numeric_limits<Number>::infinity();

/// Numbers that the compiler does not know.
template <class Number>
void ways(std::string_view type) {
    std::vector<Number> numbers{nan<Number>, signalling<Number>, infinity<Number>, minus_infinity<Number>};
    Number const volatile zero = 0;
    numbers.insert(numbers.end(), {zero / zero, 1 / zero, -1 / zero});
    for (double const plain : {0.0, 0.1, 1.1, -31.5, 3.3e20, 1e-10}) numbers.push_back(static_cast<Number>(plain));
    numbers.push_back(static_cast<Number>(std::bit_cast<double>(1ULL << 63U)));
    for (Number const& n : numbers) print_records(type, [&n](log_type& log) { record_ways(log, n); });
}

/// Numbers that the compiler knows.
void literals() {
    print_records("literals", [](log_type& log) {
        log.data("nan", nan<double>);
        log.data({{"nan", nan<double>}, {"inf", minus_infinity<double>}});
        log.info("items", nan<double>, infinity<double>, minus_infinity<double>, -0.0);
        log.info("fields", {{"nan", nan<double>}, {"inf", infinity<double>}, {"zero", -0.0}});
        log.info("float", nan<float>, minus_infinity<float>, -0.0F);
        log.info("long", nan<long double>, infinity<long double>);
        log.info("optional", std::optional{nan<double>}, std::vector{infinity<double>});
        log.info("duration", duration<double>{nan<double>}, duration<double, std::milli>{infinity<double>});
        log.info("encoder", measured<double>{nan<double>}, measured<float>{infinity<float>});
        log.info("json", boost::json::value(nan<double>), boost::json::value(infinity<double>));
        log.info([] { return std::tuple{"lazy", nan<double>}; });
    });
}

template <class Period>
void durations(random_bits& random) {
    double const volatile divisor = 1000;
    print_hashes<duration<double, Period>>("floating", 10'000, [&] {
        return duration<double, Period>{static_cast<double>(random() % 100'000'000) / divisor};
    });
    print_hashes<duration<std::int64_t, Period>>("integral", 10'000, [&] {
        return duration<std::int64_t, Period>{static_cast<std::int64_t>(random() >> (random() % 64))};
    });
}

void bars(random_bits& random) {
    for (int i = 0; i < 1000; ++i) {
        auto const record = [&](log_type& log) {
            for (int timer = 0; timer < 10; ++timer) {
                auto const running = log.timer("t");
                test_clock::now += static_cast<std::int64_t>(random() % 1'000'000);
            }
        };
        print_hash("bars", rendered<logdefer::text_serializer>(recorded(record)));
    }
}

}  // namespace

int main(int, char** arguments) {
    auto const seed = std::strtoull(arguments[1], nullptr, 10);
    thousandths();
    random_numbers(seed);
    edges();
    ways<double>("double");
    ways<float>("float");
    ways<long double>("long double");
    literals();
    random_bits random{seed};
    durations<std::ratio<1>>(random);
    durations<std::milli>(random);
    durations<std::micro>(random);
    durations<std::nano>(random);
    durations<std::ratio<1, 3>>(random);
    durations<std::ratio<3600>>(random);
    bars(random);
}
