// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/exceptions.hpp>

#include <boost/test/unit_test.hpp>
#include <boost/throw_exception.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

namespace shop {

struct out_of_stock : std::runtime_error {
    using runtime_error::runtime_error;
};

}  // namespace shop

namespace {

using namespace logdefer::detail;

/// A type whose name cannot be read, as all names where there is no memory.
struct unreadable : std::type_info {
    unreadable() : type_info("no mangled name") {}
};

std::string name_of_type(std::type_info const& type) {
    std::string found;
    with_name_of(type, [&](std::string_view name) { found = name; });
    return found;
}

/// What `look_into` finds in what `raise` throws.
template <class Raise>
std::string found_in(Raise raise) {
    std::exception_ptr thrown;
    try {
        raise();
    } catch (...) {
        thrown = std::current_exception();
    }
    std::string found = "nothing";
    look_into(thrown, [&](std::type_info const* type, std::exception const* e) {
        found = name_of_type(*type) + (e == nullptr ? "" : std::string{": "} + e->what());
    });
    return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_name_of_a_type)

BOOST_AUTO_TEST_CASE(is_spelled_as_in_a_program) {
    BOOST_TEST(name_of_type(typeid(int)) == "int");
    BOOST_TEST(name_of_type(typeid(shop::out_of_stock)) == "shop::out_of_stock");
    BOOST_TEST(name_of_type(typeid(std::vector<int>)) == "std::vector<int, std::allocator<int> >");
}

BOOST_AUTO_TEST_CASE(that_cannot_be_read_is_the_mangled_one) {
    unreadable const type;
    BOOST_TEST(name_of_type(type) == "no mangled name");
}

BOOST_AUTO_TEST_CASE(lets_pass_what_its_reader_throws) {
    BOOST_CHECK_THROW(with_name_of(typeid(int), [](std::string_view) { throw std::logic_error("no"); }),
                      std::logic_error);
}

BOOST_AUTO_TEST_CASE(is_that_of_the_type_thrown_without_what_it_was_wrapped_in) {
    BOOST_TEST(found_in([] { std::throw_with_nested(shop::out_of_stock{"cocoa"}); }) == "shop::out_of_stock: cocoa");
    BOOST_TEST(found_in([] { boost::throw_exception(shop::out_of_stock{"cocoa"}); }) == "shop::out_of_stock: cocoa");
}

BOOST_AUTO_TEST_CASE(loses_one_wrapping_with_the_blank_before_its_bracket) {
    BOOST_TEST(without_wrapping("std::_Nested_exception<shop::error>") == "shop::error");
    BOOST_TEST(without_wrapping("std::__1::__nested<shop::error>") == "shop::error");
    BOOST_TEST(without_wrapping("boost::wrapexcept<shop::error>") == "shop::error");
    BOOST_TEST(without_wrapping("std::_Nested_exception<shop::code<int> >") == "shop::code<int>");
    BOOST_TEST(without_wrapping("boost::wrapexcept<boost::wrapexcept<x> >") == "boost::wrapexcept<x>");
}

BOOST_AUTO_TEST_CASE(that_is_no_wrapping_stays_whole) {
    for (std::string_view const name : {"", "int", "shop::wrapexcept<int>", "shop::code<boost::wrapexcept<int> >",
                                        "std::_Nested_exception<", "std::_Nested_exception<int>::inner"}) {
        BOOST_TEST(without_wrapping(name) == name);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_exception)

BOOST_AUTO_TEST_CASE(holds_the_one_that_was_being_handled_when_it_was_thrown_with_it_nested) {
    std::exception_ptr inner;
    try {
        try {
            throw shop::out_of_stock{"inner"};
        } catch (...) {
            std::throw_with_nested(std::logic_error{"outer"});
        }
    } catch (std::exception const& e) {
        inner = nested_in(e);
    }
    BOOST_REQUIRE((inner != nullptr));
    BOOST_CHECK_THROW(std::rethrow_exception(inner), shop::out_of_stock);
}

BOOST_AUTO_TEST_CASE(holds_none_if_it_was_thrown_alone_or_with_nothing_to_nest) {
    BOOST_TEST((nested_in(std::logic_error{"alone"}) == nullptr));
    try {
        std::throw_with_nested(std::logic_error{"nothing"});
    } catch (std::exception const& e) {
        BOOST_TEST((nested_in(e) == nullptr));
    }
}

BOOST_AUTO_TEST_CASE(that_is_seen_as_its_base_has_the_type_that_was_thrown) {
    shop::out_of_stock const e{"cocoa"};
    std::exception const& base = e;
    std::type_info const* found = nullptr;
    with_type_of(base, [&](std::type_info const* type) { found = type; });
    BOOST_REQUIRE((found != nullptr));
    BOOST_TEST((*found == typeid(shop::out_of_stock)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_pointer_to_an_exception)

BOOST_AUTO_TEST_CASE(shows_the_type_and_the_text_of_a_standard_one) {
    BOOST_TEST(found_in([] { throw shop::out_of_stock{"cocoa"}; }) == "shop::out_of_stock: cocoa");
}

BOOST_AUTO_TEST_CASE(shows_the_type_alone_of_any_other) {
    BOOST_TEST(found_in([] { throw 7; }) == "int");
}

BOOST_AUTO_TEST_CASE(that_is_null_shows_nothing) {
    BOOST_TEST(found_in([] {}) == "nothing");
}

BOOST_AUTO_TEST_CASE(lets_pass_what_its_reader_throws) {
    BOOST_CHECK_THROW(
        look_into(std::make_exception_ptr(1), [](auto const*, auto const*) { throw std::logic_error("no"); }),
        std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
