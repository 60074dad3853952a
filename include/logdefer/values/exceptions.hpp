// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Inspects an exception: its type, its text, and the exceptions nested in it.

#include <logdefer/base/config.hpp>

#include <cstdlib>
#include <exception>
#include <string_view>
#include <typeinfo>
#include <utility>

#include <cxxabi.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Returns the name of the type that `std::throw_with_nested` or `boost::throw_exception` was called with, without the
/// name of the type in which they wrap it.
inline std::string_view without_wrapping(std::string_view name) noexcept {
    for (std::string_view const around : {"std::_Nested_exception<", "std::__1::__nested<", "boost::wrapexcept<"}) {
        if (!name.starts_with(around) || !name.ends_with('>')) continue;
        name = name.substr(around.size(), name.size() - around.size() - 1);
        return name.ends_with(' ') ? name.substr(0, name.size() - 1) : name;
    }
    return name;
}

/// Calls a function with the name of a type as it is spelled in C++, or with its mangled name if there is no memory.
template <class F>
void with_name_of(std::type_info const& type, F&& f) {
    struct malloced {
        char* text;
        explicit malloced(char* t) noexcept : text(t) {}
        malloced(malloced&&) = delete;
        ~malloced() { std::free(text); }
    };
    int status = 0;
    malloced const name{abi::__cxa_demangle(type.name(), nullptr, nullptr, &status)};
    std::forward<F>(f)(without_wrapping(name.text != nullptr ? name.text : type.name()));
}

/// Returns the exception that `throw_with_nested` stored in this one, or null.
inline std::exception_ptr nested_in([[maybe_unused]] std::exception const& e) noexcept {
#if defined(__cpp_rtti)  // the library also serves programs built with -fno-rtti
    if (auto const* const outer = dynamic_cast<std::nested_exception const*>(&e)) return outer->nested_ptr();
#endif
    return nullptr;
}

/// Calls a function with the type of an exception, or with null if there is no RTTI.
template <class F>
void with_type_of([[maybe_unused]] std::exception const& e, F&& f) {
#if defined(__cpp_rtti)  // see above
    std::forward<F>(f)(&typeid(e));
#else
    std::forward<F>(f)(static_cast<std::type_info const*>(nullptr));
#endif
}

/// Calls `f(type, e)` with the exception that a pointer holds, if any; `e` is null if that is not a `std::exception`.
template <class F>
void look_into([[maybe_unused]] std::exception_ptr const& p, [[maybe_unused]] F&& f) {
#if defined(__cpp_exceptions)  // the library also serves programs built with -fno-exceptions, where none is held
    if (p == nullptr) return;
    try {
        std::rethrow_exception(p);
    } catch (std::exception const& e) {
        f(abi::__cxa_current_exception_type(), &e);
    } catch (...) {
        f(abi::__cxa_current_exception_type(), static_cast<std::exception const*>(nullptr));
    }
#endif
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
