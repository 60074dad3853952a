// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/type_kind.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace marked {  // as Boost.Describe's macros do it

enum class described { one };
void* boost_enum_descriptor_fn(described**);

struct described_class_t {};
void* boost_public_member_descriptor_fn(described_class_t**);
void* boost_base_descriptor_fn(described_class_t**);

struct half_described {};
void* boost_public_member_descriptor_fn(half_described**);

/// Classes that satisfy several concepts.
struct described_exception : std::runtime_error {};
void* boost_public_member_descriptor_fn(described_exception**);
void* boost_base_descriptor_fn(described_exception**);

struct described_range : std::vector<int> {};
void* boost_public_member_descriptor_fn(described_range**);
void* boost_base_descriptor_fn(described_range**);

struct described_text : std::string {};
void* boost_public_member_descriptor_fn(described_text**);
void* boost_base_descriptor_fn(described_text**);

}  // namespace marked

namespace {

using namespace marked;
using logdefer::detail::classify;
using logdefer::detail::is_loggable;
using kind = logdefer::detail::type_kind;

enum class plain { one };
enum class encoded_enum { one };
struct encoded_text : std::string {};
struct encoded_map : std::map<plain, int> {};

}  // namespace

template <>
struct logdefer::encoder<encoded_enum> {
    static void encode(encoded_enum, value_writer&) {}
};
template <>
struct logdefer::encoder<encoded_text> {
    static void encode(encoded_text const&, value_writer&) {}
};
template <>
struct logdefer::encoder<encoded_map> {
    static void encode(encoded_map const&, value_writer&) {}
};

namespace {

static_assert(classify<void*>() == kind::none && classify<half_described>() == kind::none);
static_assert(classify<encoded_enum>() == kind::encoded && classify<encoded_text>() == kind::encoded);

static_assert(classify<std::nullptr_t>() == kind::null && classify<std::monostate>() == kind::null);
static_assert(classify<bool>() == kind::boolean && classify<std::vector<bool>::reference>() == kind::bit_reference);
static_assert(classify<char>() == kind::character && classify<char8_t>() == kind::character);
static_assert(classify<wchar_t>() == kind::wide_character && classify<char32_t>() == kind::wide_character);
static_assert(classify<signed char>() == kind::integer && classify<std::uint64_t>() == kind::integer);
static_assert(classify<double>() == kind::real && classify<float>() == kind::converted_real);
static_assert(classify<long double>() == kind::converted_real);
static_assert(classify<plain>() == kind::enumeration && classify<std::byte>() == kind::enumeration);
static_assert(classify<described>() == kind::described_enumeration);
__extension__ using int128 = __int128;
static_assert(classify<int128>() == kind::none);

static_assert(classify<char[3]>() == kind::text && classify<char const*>() == kind::text);
static_assert(classify<std::string>() == kind::text && classify<std::u8string_view>() == kind::text);
static_assert(classify<wchar_t[3]>() == kind::wide_text && classify<std::u16string>() == kind::wide_text);
static_assert(classify<described_text>() == kind::text);

static_assert(classify<std::chrono::milliseconds>() == kind::duration);
static_assert(classify<std::chrono::sys_days>() == kind::time_point);
static_assert(classify<logdefer::value_view>() == kind::value_view);

static_assert(classify<std::error_code>() == kind::error && classify<std::error_condition>() == kind::error);
static_assert(classify<std::runtime_error>() == kind::exception && classify<std::exception_ptr>() == kind::exception);
static_assert(classify<std::system_error>() == kind::exception);
static_assert(classify<std::thread::id>() == kind::thread_id);
static_assert(classify<std::filesystem::path>() == kind::path);
static_assert(classify<described_exception>() == kind::described_class);

static_assert(classify<std::optional<int>>() == kind::optional);
static_assert(classify<std::variant<int>>() == kind::variant);

static_assert(classify<std::vector<char>>() == kind::characters && classify<std::span<char8_t>>() == kind::characters);
static_assert(classify<std::vector<char16_t>>() == kind::wide_characters);
static_assert(classify<std::deque<char>>() == kind::range && classify<std::vector<std::byte>>() == kind::range);
static_assert(classify<int[3]>() == kind::range && classify<std::array<int, 3>>() == kind::range);
static_assert(classify<std::set<int>>() == kind::range && classify<std::multimap<int, int>>() == kind::range);
static_assert(classify<described_range>() == kind::range);

static_assert(classify<std::map<std::string, int>>() == kind::map);
static_assert(classify<std::unordered_map<std::wstring_view, int>>() == kind::map);
static_assert(classify<std::map<unsigned char, int>>() == kind::map && classify<std::map<bool, int>>() == kind::map);
static_assert(classify<std::map<plain, int>>() == kind::map && classify<std::map<described, int>>() == kind::map);
static_assert(classify<std::map<char const*, int>>() == kind::map && classify<std::map<char16_t, int>>() == kind::map);
static_assert(classify<std::map<double, int>>() == kind::range);
static_assert(classify<std::map<std::pair<int, int>, int>>() == kind::range);
static_assert(classify<std::map<encoded_text, int>>() == kind::map && classify<encoded_map>() == kind::encoded);

static_assert(classify<std::tuple<>>() == kind::tuple && classify<std::pair<int, int>>() == kind::tuple);
static_assert(classify<described_class_t>() == kind::described_class);

/// A tree with the accessors of a JSON value.
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
static_assert(classify<tree>() == kind::document);

}  // namespace

BOOST_AUTO_TEST_CASE(a_nested_type_can_be_logged_where_all_that_it_holds_can) {
    using good = std::map<int, std::vector<std::optional<std::variant<int, std::pair<std::string, tree>>>>>;
    using bad = std::map<int, std::vector<std::optional<std::variant<int, std::pair<std::string, half_described>>>>>;
    BOOST_TEST(is_loggable<good>());
    BOOST_TEST(!is_loggable<bad>());
    BOOST_TEST((is_loggable<std::tuple<>>()));
    BOOST_TEST((!is_loggable<std::tuple<int, void*>>()));
}

BOOST_AUTO_TEST_CASE(a_map_can_be_logged_if_its_keys_can_be_read) {
    BOOST_TEST((is_loggable<std::map<described, int>>()));
    BOOST_TEST((!is_loggable<std::map<plain, int>>()));
    BOOST_TEST((!is_loggable<std::map<encoded_enum, int>>()));
}

BOOST_AUTO_TEST_CASE(an_encoder_may_write_a_map_whose_keys_cannot_be_read) {
    BOOST_TEST(is_loggable<encoded_map>());
    logdefer::detail::require_loggable<encoded_map>();
}
