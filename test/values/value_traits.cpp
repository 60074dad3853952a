// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/value_traits.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace marked {  // like Boost.Describe's macros

enum class described { one };
void* boost_enum_descriptor_fn(described**);

struct described_class_t {};
void* boost_public_member_descriptor_fn(described_class_t**);
void* boost_base_descriptor_fn(described_class_t**);

struct half_described {};
void* boost_public_member_descriptor_fn(half_described**);

}  // namespace marked

namespace other {  // a tuple that `std::apply` does not accept

struct interval {
    int first;
    int last;
};

template <std::size_t I>
int const& get(interval const& i) {
    return I == 0 ? i.first : i.last;
}

}  // namespace other

template <>
struct std::tuple_size<other::interval> : std::integral_constant<std::size_t, 2> {};
template <std::size_t I>
struct std::tuple_element<I, other::interval> {
    using type = int;
};

namespace {

using namespace logdefer::detail;
using namespace marked;

enum class plain { one };
struct derived_optional : std::optional<int> {};
struct derived_duration : std::chrono::seconds {};

static_assert(null_like<std::nullptr_t> && null_like<std::nullopt_t> && null_like<std::monostate>);
static_assert(!null_like<int> && !null_like<void*>);

static_assert(is_duration<std::chrono::nanoseconds> && is_duration<std::chrono::duration<float, std::ratio<7, 3>>>);
static_assert(!is_duration<int> && !is_duration<derived_duration> && !is_duration<std::chrono::sys_days>);
static_assert(is_time_point<std::chrono::sys_days> && is_time_point<std::chrono::steady_clock::time_point>);
static_assert(!is_time_point<std::chrono::seconds>);

static_assert(is_variant<std::variant<int>> && !is_variant<std::monostate>);
static_assert(optional_like<std::optional<int>> && !optional_like<std::vector<int>> && !optional_like<int>);
static_assert(!optional_like<derived_optional>);

static_assert(described_enum<described> && !described_enum<plain> && !described_enum<described_class_t>);
static_assert(described_class<described_class_t> && !described_class<half_described> && !described_class<described>);

static_assert(range_like<std::vector<int>> && range_like<int[3]> && range_like<std::vector<bool>>);
static_assert(range_like<std::span<int const>> && range_like<std::string> && !range_like<std::tuple<int>>);
static_assert(!range_like<std::filesystem::path> && !range_like<int*> && !range_like<std::optional<int>>);
static_assert(std::same_as<element_of<std::vector<bool>>, bool>);
static_assert(std::same_as<element_of<std::map<int, char>>, std::pair<int const, char>>);

static_assert(contiguous<std::vector<char>> && contiguous<std::array<int, 3>> && contiguous<std::span<char8_t>>);
static_assert(!contiguous<std::deque<char>> && !contiguous<std::vector<bool>> && !contiguous<int[3]>);

static_assert(map_like<std::map<std::string, int>> && map_like<std::unordered_map<double, int>>);
static_assert(!map_like<std::multimap<int, int>> && !map_like<std::unordered_multimap<std::string, int>>);
static_assert(!map_like<std::set<int>> && !map_like<std::vector<std::pair<int, int>>>);

static_assert(tuple_like<std::tuple<>> && tuple_like<std::pair<int, int>> && !tuple_like<std::vector<int>>);

static_assert(!document<int> && !document<std::string> && !document<std::variant<int>>);

/// A tree with the accessors of a JSON value, but without Boost.
struct tree {
    [[nodiscard]] bool is_null() const { return false; }
    [[nodiscard]] bool const* if_bool() const { return nullptr; }
    [[nodiscard]] std::int64_t const* if_int64() const { return nullptr; }
    [[nodiscard]] std::uint64_t const* if_uint64() const { return nullptr; }
    [[nodiscard]] double const* if_double() const { return nullptr; }
    [[nodiscard]] std::string const* if_string() const { return nullptr; }
    [[nodiscard]] std::vector<tree> const* if_array() const { return nullptr; }
    [[nodiscard]] std::map<std::string, tree> const* if_object() const { return nullptr; }
};
static_assert(document<tree>);

}  // namespace

BOOST_AUTO_TEST_CASE(a_function_is_called_with_the_elements_of_a_tuple_themselves) {
    auto const addresses = [](auto const&... e) { return std::array<void const*, sizeof...(e)>{&e...}; };
    std::tuple<int, std::string> const both{1, "two"};
    BOOST_TEST((with_elements(addresses, both) == std::array<void const*, 2>{&std::get<0>(both), &std::get<1>(both)}));
    std::pair<int, int> const pair{1, 2};
    BOOST_TEST((with_elements(addresses, pair) == std::array<void const*, 2>{&pair.first, &pair.second}));
    BOOST_TEST(with_elements(addresses, std::tuple<>{}).empty());
    other::interval const own{1, 2};
    BOOST_TEST((with_elements(addresses, own) == std::array<void const*, 2>{&own.first, &own.last}));
}
